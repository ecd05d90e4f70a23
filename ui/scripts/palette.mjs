/**
 * A PNG of many colours as one of 256 at most: a third of the size, and nobody sees it in pictures of pages. Our own, of 120 lines,
 * since what exists is native code to download. Colours are chosen by median cut, weighted by how often they are there.
 */
import { deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

function* chunks(png) {
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    yield [png.toString("latin1", at + 4, at + 8), png.subarray(at + 8, at + 8 + length)];
    at += length + 12;
  }
}

/** Pixels as 0xRRGGBB, of a PNG as Chromium writes it: 8 bits, RGB or RGBA, not interlaced. */
function pixels(png) {
  let header;
  const data = [];
  for (const [kind, body] of chunks(png)) {
    if (kind === "IHDR") header = body;
    if (kind === "IDAT") data.push(body);
  }
  const [width, height, bits, type] = [header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9]];
  const step = { 2: 3, 6: 4 }[type];
  if (bits !== 8 || !step || header[12]) return null;
  const raw = inflateSync(Buffer.concat(data));
  const line = width * step;
  const rows = Buffer.alloc(line * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (line + 1)];
    for (let x = 0; x < line; x++) {
      const left = x >= step ? rows[y * line + x - step] : 0;
      const up = y ? rows[(y - 1) * line + x] : 0;
      const corner = y && x >= step ? rows[(y - 1) * line + x - step] : 0;
      let guess = 0;
      if (filter === 1) guess = left;
      else if (filter === 2) guess = up;
      else if (filter === 3) guess = (left + up) >> 1;
      else if (filter === 4) {
        const p = left + up - corner;
        const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
        guess = a <= b && a <= c ? left : b <= c ? up : corner;
      }
      rows[y * line + x] = raw[y * (line + 1) + 1 + x] + guess;
    }
  }
  const of = new Uint32Array(width * height);
  for (let at = 0; at < of.length; at++)
    of[at] = (rows[at * step] << 16) | (rows[at * step + 1] << 8) | rows[at * step + 2];
  return { width, height, of };
}

/** At most 256 colours for these. */
function choose(of) {
  const counts = new Map();
  for (const colour of of) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const part = (colour, channel) => (colour >> (16 - 8 * channel)) & 255;
  const weighed = (colours) => {
    const range = [0, 1, 2].map((channel) => {
      let [low, high] = [255, 0];
      for (const colour of colours) {
        low = Math.min(low, part(colour, channel));
        high = Math.max(high, part(colour, channel));
      }
      return high - low;
    });
    const channel = range.indexOf(Math.max(...range));
    const weight = colours.reduce((sum, colour) => sum + counts.get(colour), 0);
    return { colours, channel, worth: range[channel] * Math.log2(1 + weight) };
  };
  const boxes = [weighed([...counts.keys()].sort((one, two) => one - two))];
  while (boxes.length < 256) {
    boxes.sort((one, two) => two.worth - one.worth);
    const box = boxes[0];
    if (!box.worth) break;
    const sorted = box.colours.toSorted((one, two) => part(one, box.channel) - part(two, box.channel) || one - two);
    const half = sorted.reduce((sum, colour) => sum + counts.get(colour), 0) / 2;
    let [cut, sum] = [0, 0];
    while (cut < sorted.length - 1 && (sum += counts.get(sorted[cut])) < half) cut++;
    cut = Math.max(1, Math.min(sorted.length - 1, cut + 1));
    boxes.splice(0, 1, weighed(sorted.slice(0, cut)), weighed(sorted.slice(cut)));
  }
  const index = new Map();
  const table = boxes.map(({ colours }, at) => {
    // The commonest of a box stands for it: ink and paper stay what they are.
    let best = colours[0];
    for (const colour of colours) {
      index.set(colour, at);
      if (counts.get(colour) > counts.get(best)) best = colour;
    }
    return best;
  });
  return { table, index };
}

const crcs = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc >>> 0;
});

function chunk(kind, body) {
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  out.write(kind, 4, "latin1");
  body.copy(out, 8);
  let crc = 0xffffffff;
  for (const byte of out.subarray(4, body.length + 8)) crc = crcs[(crc ^ byte) & 255] ^ (crc >>> 8);
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 8);
  return out;
}

/** The same picture with at most 256 colours; as it is, where it is written in another way. */
export function palette(png) {
  const read = pixels(png);
  if (!read) return png;
  const { width, height, of } = read;
  const { table, index } = choose(of);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = index.get(of[y * width + x]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(table.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const small = Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
  return small.length < png.length ? small : png;
}
