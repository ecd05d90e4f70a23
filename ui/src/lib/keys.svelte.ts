/**
 * Keys of one letter. They never fire while somebody types, while a dialog is open or with Ctrl, Alt or Cmd held, and can be switched
 * off altogether (WCAG 2.1.4: who speaks to the computer would set them off by accident).
 */
const STORED = "dateline.keys";

function kept(): boolean {
  try {
    return sessionStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

export const keys = $state({ on: kept() });

export function switchKeys(on: boolean) {
  keys.on = on;
  try {
    sessionStorage.setItem(STORED, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing: the switch lasts as long as the page.
  }
}

/** What a key does; the letter as it is written on the button. */
export type Keys = Record<string, () => void>;

/** True where letters are text. */
export function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit|reset)$/.test(target.type);
}

/** The letter of a key, on keyboards of other scripts that of its place. */
export function letter(event: KeyboardEvent): string {
  if (/^[a-z?]$/i.test(event.key)) return event.key;
  const code = /^Key([A-Z])$/.exec(event.code);
  if (!code?.[1]) return event.key;
  return event.shiftKey ? code[1] : code[1].toLowerCase();
}

/** Answers a key press with what stands under its letter; true where it did. */
export function pressed(event: KeyboardEvent, table: Keys): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (typing(event.target) || document.querySelector("dialog[open]")) return false;
  const key = letter(event);
  if (!keys.on && key.length === 1 && key !== "?") return false;
  const act = table[key];
  if (!act) return false;
  event.preventDefault();
  act();
  return true;
}
