/** The little of Markdown that model cards are written in, as blocks: headings, paragraphs, lists, tables. Never HTML. */
export type Piece = { kind: "text" | "strong" | "code"; text: string };
export type Block =
  | { kind: "heading"; level: number; text: string }
  | { kind: "paragraph"; pieces: Piece[] }
  | { kind: "list"; items: Piece[][] }
  | { kind: "table"; head: Piece[][]; rows: Piece[][][] };

export function pieces(line: string): Piece[] {
  return line
    .split(/(\*\*[^*]+\*\*|`[^`]+`)/)
    .filter(Boolean)
    .map((part): Piece => {
      if (part.startsWith("**") && part.endsWith("**") && part.length > 4)
        return { kind: "strong", text: part.slice(2, -2) };
      if (part.startsWith("`") && part.endsWith("`") && part.length > 2)
        return { kind: "code", text: part.slice(1, -1) };
      return { kind: "text", text: part };
    });
}

const cells = (line: string) =>
  line
    .replace(/^\||\|\s*$/g, "")
    .split("|")
    .map((cell) => pieces(cell.trim()));

export function blocks(text: string): Block[] {
  const out: Block[] = [];
  for (const part of text.replace(/\r/g, "").split(/\n{2,}/)) {
    const lines = part.split("\n").filter((line) => line.trim());
    const first = lines[0];
    if (!first) continue;
    const heading = /^(#{1,6}) (.*)/.exec(first);
    if (heading) {
      out.push({ kind: "heading", level: heading[1]?.length ?? 1, text: heading[2] ?? "" });
      if (lines.length > 1) out.push(...blocks(lines.slice(1).join("\n")));
    } else if (first.startsWith("|") && /^\|[\s:|-]+$/.test(lines[1] ?? "")) {
      out.push({ kind: "table", head: cells(first), rows: lines.slice(2).map(cells) });
    } else if (/^[-*] /.test(first)) {
      const items = lines.reduce<string[]>((all, line) => {
        if (/^[-*] /.test(line)) all.push(line.slice(2));
        else all[all.length - 1] += ` ${line.trim()}`;
        return all;
      }, []);
      out.push({ kind: "list", items: items.map(pieces) });
    } else out.push({ kind: "paragraph", pieces: pieces(lines.join(" ")) });
  }
  return out;
}

/** The parts of a text under its headings of the second level; what stands before the first of them has no title. */
export function sections(text: string): { title: string; blocks: Block[] }[] {
  const out: { title: string; blocks: Block[] }[] = [{ title: "", blocks: [] }];
  for (const block of blocks(text)) {
    if (block.kind === "heading" && block.level === 1) continue;
    if (block.kind === "heading" && block.level === 2) out.push({ title: block.text, blocks: [] });
    else out.at(-1)?.blocks.push(block);
  }
  return out.filter((section) => section.blocks.length);
}

/** A text of pieces. */
export function plain(of: Piece[] | undefined): string {
  return (of ?? []).map((piece) => piece.text).join("");
}
