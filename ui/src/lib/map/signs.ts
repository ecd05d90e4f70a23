/**
 * The signs of the map, drawn once each and used by the map and by its legend alike. What they mean never rests on colour
 * alone: the grade is told by the filling, the camp by a mark in the middle as well.
 */
import type { Grade } from "../time/control";
import { GROUPS, type Group } from "../groups";

export interface Ink {
  ink: string;
  ink2: string;
  ink3: string;
  paper: string;
  line: string;
  accent: string;
  groups: Record<Group, string>;
  parties: string[];
}

let inks: Ink | null = null;

/** The colours of base.css, as a canvas needs them. */
export function ink(): Ink {
  if (!inks) {
    const style = getComputedStyle(document.documentElement);
    const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
    inks = {
      ink: of("ink"),
      ink2: of("ink-2"),
      ink3: of("ink-3"),
      paper: of("paper"),
      line: of("line"),
      accent: of("accent"),
      groups: Object.fromEntries(GROUPS.map((group) => [group, of(group)])) as Record<Group, string>,
      parties: [1, 2, 3, 4, 5, 6, 7, 8].map((rank) => of(`party-${rank}`)),
    };
  }
  return inks;
}

/** What is told of a camp: its rank among the camps, from 0; `null` is nobody whom anybody names. */
export type Rank = number | null;

export function campColour(rank: Rank): string {
  return rank === null ? ink().paper : (ink().parties[Math.min(rank, 7)] ?? ink().ink3);
}

export interface Badge {
  grade: Grade;
  holder: Rank;
  contender: Rank;
  /** A division instead of a town. */
  square: boolean;
}

const sprites = new Map<string, HTMLCanvasElement>();

/** A badge of control, as a picture of `2 * (radius + 3)` px a side. */
export function badge(of: Badge, radius: number, ratio: number): HTMLCanvasElement {
  const key = `${of.grade}|${of.holder}|${of.contender}|${of.square}|${radius}|${ratio}`;
  let sprite = sprites.get(key);
  if (!sprite) {
    sprite = document.createElement("canvas");
    const side = (radius + 3) * 2;
    sprite.width = sprite.height = Math.ceil(side * ratio);
    const on = sprite.getContext("2d");
    if (on) {
      on.scale(ratio, ratio);
      on.translate(side / 2, side / 2);
      drawBadge(on, of, radius);
    }
    sprites.set(key, sprite);
  }
  return sprite;
}

function outline(on: CanvasRenderingContext2D, radius: number, square: boolean) {
  on.beginPath();
  if (square) on.roundRect(-radius + 0.5, -radius + 0.5, radius * 2 - 1, radius * 2 - 1, 2.5);
  else on.arc(0, 0, radius, 0, Math.PI * 2);
}

function drawBadge(on: CanvasRenderingContext2D, of: Badge, radius: number) {
  const { ink: dark, ink2, paper } = ink();
  const colour = campColour(of.holder);
  // A rim of paper sets it off from whatever lies below.
  outline(on, radius + 2, of.square);
  on.fillStyle = paper;
  on.fill();
  if (of.grade === "unknown") {
    outline(on, radius - 0.5, of.square);
    on.strokeStyle = ink2;
    on.lineWidth = 2;
    on.setLineDash([0.1, 3.6]);
    on.lineCap = "round";
    on.stroke();
    return;
  }
  on.save();
  outline(on, radius, of.square);
  on.clip();
  if (of.grade === "assessed") {
    on.fillStyle = colour;
    on.fillRect(-radius, -radius, radius * 2, radius * 2);
  } else if (of.grade === "claimed") {
    on.strokeStyle = colour;
    on.lineWidth = 1.7;
    stripes(on, radius, 4);
  } else {
    on.fillStyle = colour;
    on.fillRect(-radius, -radius, radius * 2, radius * 2);
    on.strokeStyle = of.contender === null ? (of.holder === null ? ink().ink3 : paper) : campColour(of.contender);
    on.lineWidth = 4.4;
    stripes(on, radius, 8.8);
  }
  on.restore();
  outline(on, radius, of.square);
  on.strokeStyle = of.grade === "claimed" ? colour : dark;
  on.lineWidth = of.grade === "contested" ? 1.8 : 1.4;
  on.stroke();
  if (of.grade !== "contested" && of.holder)
    mark(on, of.holder, of.grade === "claimed" ? colour : paper, of.grade === "claimed");
}

/** Lines from bottom left to top right. */
function stripes(on: CanvasRenderingContext2D, radius: number, step: number) {
  on.beginPath();
  for (let at = -radius * 2; at <= radius * 2; at += step) {
    on.moveTo(at - radius, radius);
    on.lineTo(at + radius, -radius);
  }
  on.stroke();
}

/** What tells the camps apart without their colours. The heaviest camp has none. */
function mark(on: CanvasRenderingContext2D, rank: number, colour: string, ground: boolean) {
  if (ground) {
    on.beginPath();
    on.arc(0, 0, 4.4, 0, Math.PI * 2);
    on.fillStyle = ink().paper;
    on.fill();
  }
  on.fillStyle = on.strokeStyle = colour;
  on.lineWidth = 1.8;
  on.beginPath();
  switch (Math.min(rank, 7)) {
    case 1:
      on.arc(0, 0, 2.4, 0, Math.PI * 2);
      on.fill();
      return;
    case 2:
      on.moveTo(-3.2, 0);
      on.lineTo(3.2, 0);
      on.moveTo(0, -3.2);
      on.lineTo(0, 3.2);
      break;
    case 3:
      on.moveTo(-3.2, 0);
      on.lineTo(3.2, 0);
      break;
    case 4:
      on.moveTo(-2.4, -2.4);
      on.lineTo(2.4, 2.4);
      on.moveTo(-2.4, 2.4);
      on.lineTo(2.4, -2.4);
      break;
    case 5:
      on.arc(0, 0, 2.6, 0, Math.PI * 2);
      break;
    case 6:
      on.moveTo(0, -3.2);
      on.lineTo(0, 3.2);
      break;
    default:
      on.moveTo(0, -3);
      on.lineTo(3, 2.4);
      on.lineTo(-3, 2.4);
      on.closePath();
  }
  on.stroke();
}

/** Pictures of what is drawn over and over; on a machine without a graphics card, arcs are what a frame costs most. */
const pictures = new Map<string | number, HTMLCanvasElement>();
const MOST_PICTURES = 12_000;

function picture(
  key: string | number,
  side: number,
  ratio: number,
  draw: (on: CanvasRenderingContext2D) => void,
): HTMLCanvasElement {
  let made = pictures.get(key);
  if (!made) {
    if (pictures.size >= MOST_PICTURES) pictures.clear();
    made = document.createElement("canvas");
    made.width = made.height = Math.max(1, Math.ceil(side * ratio));
    const on = made.getContext("2d");
    if (on) {
      on.scale(ratio, ratio);
      on.translate(side / 2, side / 2);
      draw(on);
    }
    pictures.set(key, made);
  }
  return made;
}

/** Below this the shares of a ring are not told apart: it has the colour of the group with most events. */
const SMALL = 8;

/** {@link disc} from its picture: shares to the 24th (a small one's to the 8th) and radius to half a pixel, which nobody sees. */
export function discPicture(
  on: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  shares: ArrayLike<number>,
  offset: number,
  ratio: number,
) {
  let total = 0;
  let most = 0;
  for (let group = 0; group < GROUPS.length; group++) {
    total += shares[offset + group]!;
    if (shares[offset + group]! > shares[offset + most]!) most = group;
  }
  if (!total) return;
  const held = Math.round(radius * 2) / 2;
  // The shares in one number: a key of words costs more than the drawing.
  let parts = 0;
  for (let group = 0; group < GROUPS.length; group++) {
    const share = shares[offset + group]!;
    const part =
      held < SMALL
        ? group === most
          ? 1
          : 0
        : share
          ? Math.max(1, Math.round((share / total) * (held < 16 ? 8 : 24)))
          : 0;
    parts = parts * 25 + part;
  }
  const side = held * 2 + 4;
  const made = picture(parts * 2048 + held * 16 + ratio, side, ratio, (on) => {
    const each = [625 * 625, 15625, 625, 25, 1].map((of) => Math.floor(parts / of) % 25);
    disc(on, 0, 0, held, each);
  });
  on.drawImage(made, x - side / 2, y - side / 2, side, side);
}

/** {@link area} from its picture, where that is not larger than a screen. */
export function areaPicture(
  on: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  group: Group,
  precision: number,
  ratio: number,
) {
  const held = Math.round(radius);
  if (held > 220) {
    area(on, x, y, radius, group, precision);
    return;
  }
  const side = held * 2 + 4;
  const made = picture(`area|${held}|${group}|${precision}|${ratio}`, side, ratio, (on) =>
    area(on, 0, 0, held, group, precision),
  );
  on.drawImage(made, x - side / 2, y - side / 2, side, side);
}

/** The events of a place: a disc with a ring of its groups' shares. */
export function disc(
  on: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  shares: ArrayLike<number>,
  offset = 0,
) {
  const { groups, paper } = ink();
  let total = 0;
  let most = 0;
  for (let group = 0; group < GROUPS.length; group++) {
    total += shares[offset + group]!;
    if (shares[offset + group]! > shares[offset + most]!) most = group;
  }
  if (!total) return;
  const thick = radius < 9 ? 2.5 : 4;
  on.beginPath();
  on.arc(x, y, radius, 0, Math.PI * 2);
  on.globalAlpha = 0.16;
  on.fillStyle = groups[GROUPS[most]!];
  on.fill();
  on.globalAlpha = 1;
  on.strokeStyle = paper;
  on.lineWidth = thick + 2;
  on.beginPath();
  on.arc(x, y, radius - thick / 2, 0, Math.PI * 2);
  on.stroke();
  on.lineWidth = thick;
  let from = -Math.PI / 2;
  for (let group = 0; group < GROUPS.length; group++) {
    const share = shares[offset + group]!;
    if (!share) continue;
    const to = from + (share / total) * Math.PI * 2;
    on.strokeStyle = groups[GROUPS[group]!];
    on.beginPath();
    on.arc(x, y, radius - thick / 2, from, to);
    on.stroke();
    from = to;
  }
}

/** An area where events are: as wide as their place is uncertain. Soft and dashed where even that is a guess. */
export function area(
  on: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  group: Group,
  precision: number,
) {
  const colour = ink().groups[group];
  on.beginPath();
  on.arc(x, y, radius, 0, Math.PI * 2);
  if (precision >= 3) {
    const soft = on.createRadialGradient(x, y, 0, x, y, radius);
    soft.addColorStop(0, alpha(colour, 0.15));
    soft.addColorStop(0.55, alpha(colour, 0.09));
    soft.addColorStop(1, alpha(colour, 0));
    on.fillStyle = soft;
    on.fill();
    if (precision >= 5) return;
    on.setLineDash([2, 5]);
  } else {
    on.fillStyle = alpha(colour, 0.1);
    on.fill();
  }
  on.strokeStyle = alpha(colour, precision >= 3 ? 0.4 : 0.55);
  on.lineWidth = 1;
  on.stroke();
  on.setLineDash([]);
}

export function alpha(hex: string, share: number): string {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${r} ${g} ${b} / ${share})`;
}
