/**
 * Draws what is known over the ground: areas, discs, badges of control, names. On a canvas of our own and not as layers
 * of MapLibre: a slider that moves changes thousands of discs thirty times a second, and the same drawing must stand
 * where there is no WebGL.
 */
import { GROUPS, type Group } from "../groups";
import type { Grade } from "../time/control";
import { pixelsPerKm, projector, type Camera } from "./mercator";
import { alpha, area, areaPicture, badge, discPicture, ink, type Rank } from "./signs";
import { isWide, radiusKm, type Spot } from "./spots";

export interface Held {
  grade: Grade;
  holder: Rank;
  contender: Rank;
}

/** What is seen now, by spot. */
export interface Scene {
  spots: readonly Spot[];
  /** `spot * GROUPS.length + group`. */
  groups: Uint32Array;
  events: Uint32Array;
  /** What the discs' sizes go by: events or deaths. */
  weight: ArrayLike<number>;
  /** The largest weight of any time: discs do not shrink while the slider moves. */
  heaviest: number;
  held: readonly (Held | null)[];
  selected: string | null;
  hovered: string | null;
  /** Places that have just changed hands, each with 0..1 of its emphasis gone by. */
  flipped: ReadonlyMap<string, number>;
  /** Names of countries and provinces. */
  names: readonly { text: string; lon: number; lat: number; size: number; province?: boolean }[];
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

interface Label extends Box {
  spot: number;
  x: number;
  y: number;
  align: CanvasTextAlign;
}

export const BADGE = 8;
const FONT = '12px system-ui, -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif';

function overlap(one: Box, two: Box): boolean {
  return one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom;
}

export function radiusOf(weight: number, heaviest: number, held: boolean): number {
  const radius = 5 + 27 * Math.sqrt(weight / Math.max(heaviest, 4));
  return held ? Math.max(radius, BADGE + 6) : Math.max(radius, 6);
}

export class Painter {
  #on: CanvasRenderingContext2D;
  #ratio = 1;
  /** Pixels of each spot, of the last drawing; NaN where out of view. */
  #x = new Float32Array(0);
  #y = new Float32Array(0);
  #radius = new Float32Array(0);
  #labels: Label[] = [];
  #labelled = "";
  #widths = new Map<string, number>();
  #shown: Scene | null = null;
  #zoom = NaN;
  #zooming = false;

  constructor(readonly canvas: HTMLCanvasElement) {
    const on = canvas.getContext("2d");
    if (!on) throw new Error("this browser draws nothing on a canvas");
    this.#on = on;
  }

  resize(width: number, height: number) {
    this.#ratio = Math.min(devicePixelRatio || 1, 2);
    this.canvas.width = Math.round(width * this.#ratio);
    this.canvas.height = Math.round(height * this.#ratio);
  }

  /** @param under the ground, where the page does not show it by itself. */
  draw(scene: Scene, camera: Camera, under: HTMLCanvasElement | null) {
    const on = this.#on;
    const { spots } = scene;
    if (this.#x.length !== spots.length) {
      this.#x = new Float32Array(spots.length);
      this.#y = new Float32Array(spots.length);
      this.#radius = new Float32Array(spots.length);
      this.#labelled = "";
    }
    on.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    if (under?.width) on.drawImage(under, 0, 0, camera.width, camera.height);
    else on.clearRect(0, 0, camera.width, camera.height);
    const project = projector(camera);
    this.#zooming = camera.zoom !== this.#zoom;
    this.#zoom = camera.zoom;
    const areas: number[] = [];
    const discs: number[] = [];
    const badges: number[] = [];
    for (let at = 0; at < spots.length; at++) {
      const spot = spots[at]!;
      const [x, y] = project(spot.lon, spot.lat);
      const wide = spot.precision > 1;
      const radius = isWide(spot)
        ? 16
        : wide
          ? radiusKm(spot.precision) * pixelsPerKm(spot.lat, camera.zoom)
          : scene.events[at]
            ? radiusOf(scene.weight[at]!, scene.heaviest, scene.held[at] !== null)
            : 0;
      const out =
        x < -radius - 80 || y < -radius - 20 || x > camera.width + radius + 80 || y > camera.height + radius + 20;
      this.#x[at] = out ? NaN : x;
      this.#y[at] = y;
      this.#radius[at] = radius;
      if (out) continue;
      if (scene.events[at] && wide) areas.push(at);
      else if (scene.events[at]) discs.push(at);
      if (scene.held[at]) badges.push(at);
    }
    this.#names(scene, project, camera);
    areas.sort((one, two) => this.#radius[two]! - this.#radius[one]!);
    for (const at of areas) this.#area(scene, at);
    discs.sort((one, two) => this.#radius[two]! - this.#radius[one]!);
    for (const at of discs) {
      discPicture(on, this.#x[at]!, this.#y[at]!, this.#radius[at]!, scene.groups, at * GROUPS.length, this.#ratio);
    }
    for (const at of badges) {
      const held = scene.held[at]!;
      const picture = badge({ ...held, square: spots[at]!.precision > 1 }, BADGE, this.#ratio);
      const side = (BADGE + 3) * 2;
      on.drawImage(picture, this.#x[at]! - side / 2, this.#y[at]! - side / 2, side, side);
    }
    this.#emphasis(scene);
    this.#place(scene, camera);
    this.#write(scene);
    this.#shown = scene;
  }

  /** Countries and provinces, faint, below everything. */
  #names(scene: Scene, project: (lon: number, lat: number) => [number, number], camera: Camera) {
    const on = this.#on;
    on.textAlign = "center";
    on.textBaseline = "middle";
    on.lineJoin = "round";
    // A country that is named with its events is not named twice.
    const taken: Box[] = [];
    scene.spots.forEach((spot, at) => {
      if (!isWide(spot) || !scene.events[at] || Number.isNaN(this.#x[at]!)) return;
      taken.push({
        left: this.#x[at]! - 60,
        right: this.#x[at]! + 60,
        top: this.#y[at]! - 24,
        bottom: this.#y[at]! + 24,
      });
    });
    for (const name of scene.names) {
      if (name.province ? camera.zoom < 5.5 : name.size * 4 ** camera.zoom < 2600) continue;
      const [x, y] = project(name.lon, name.lat);
      if (x < -50 || y < -20 || x > camera.width + 50 || y > camera.height + 20) continue;
      on.font = name.province ? `italic ${FONT}` : `600 ${FONT.replace("12px", camera.zoom > 5 ? "13px" : "11px")}`;
      on.letterSpacing = name.province ? "0px" : "1.5px";
      const half = on.measureText(name.text).width / 2;
      const box = { left: x - half, right: x + half, top: y - 8, bottom: y + 8 };
      if (taken.some((one) => overlap(one, box))) continue;
      taken.push(box);
      on.strokeStyle = "rgb(251 250 247 / 0.8)";
      on.lineWidth = 3;
      on.strokeText(name.text, x, y);
      on.fillStyle = "#75808a";
      on.fillText(name.text, x, y);
    }
    on.letterSpacing = "0px";
  }

  #area(scene: Scene, at: number) {
    const on = this.#on;
    const spot = scene.spots[at]!;
    const [x, y] = [this.#x[at]!, this.#y[at]!];
    const chosen = spot.key === scene.selected || spot.key === scene.hovered;
    let most = 0;
    for (let group = 1; group < GROUPS.length; group++) {
      const own = scene.groups[at * GROUPS.length + group]!;
      if (own > scene.groups[at * GROUPS.length + most]!) most = group;
    }
    const group: Group = GROUPS[most]!;
    // While one zooms every picture would be used once.
    if (isWide(spot)) this.#radius[at] = 16;
    else if (this.#zooming) area(on, x, y, this.#radius[at]!, group, spot.precision);
    else areaPicture(on, x, y, this.#radius[at]!, group, spot.precision, this.#ratio);
    if (scene.held[at]) return;
    // Its number stands in the middle: how many, somewhere in here.
    const words = isWide(spot) ? `${spot.name}: ${scene.events[at]}` : String(scene.events[at]);
    on.font = FONT;
    const half = Math.max(on.measureText(words).width / 2 + 6, 9);
    on.beginPath();
    on.roundRect(x - half, y - 9, half * 2, 18, 9);
    on.fillStyle = "rgb(255 255 255 / 0.86)";
    on.fill();
    on.setLineDash(isWide(spot) ? [2, 3] : []);
    on.strokeStyle = chosen ? ink().ink : alpha(ink().groups[group], 0.7);
    on.lineWidth = chosen ? 2 : 1;
    on.stroke();
    on.setLineDash([]);
    on.textAlign = "center";
    on.textBaseline = "middle";
    on.fillStyle = ink().ink2;
    on.fillText(words, x, y + 0.5);
    if (isWide(spot)) this.#radius[at] = Math.max(half, 10);
  }

  #emphasis(scene: Scene) {
    const on = this.#on;
    for (let at = 0; at < scene.spots.length; at++) {
      const spot = scene.spots[at]!;
      const x = this.#x[at]!;
      if (Number.isNaN(x)) continue;
      const gone = scene.flipped.get(spot.key);
      const chosen = spot.key === scene.selected || spot.key === scene.hovered;
      if (gone === undefined && !chosen) continue;
      const base = spot.precision > 1 && !scene.held[at] ? this.#radius[at]! : Math.max(this.#radius[at]!, BADGE + 2);
      const rim = spot.precision > 1 && scene.held[at] ? BADGE + 2 : base;
      on.strokeStyle = ink().ink;
      if (gone !== undefined) {
        on.globalAlpha = 1 - gone;
        on.lineWidth = 3;
        on.beginPath();
        on.arc(x, this.#y[at]!, rim + 4 + 22 * gone, 0, Math.PI * 2);
        on.stroke();
        on.globalAlpha = 1;
      }
      if (chosen && !isWide(spot)) {
        on.lineWidth = spot.key === scene.selected ? 2.5 : 1.5;
        on.beginPath();
        on.arc(x, this.#y[at]!, rim + 3, 0, Math.PI * 2);
        on.stroke();
      }
    }
  }

  /**
   * Places names where they hide neither each other nor a sign: to the right, the left, below, above. Worked out for the
   * view and all places of any time, so that names stand still while the slider moves.
   */
  #place(scene: Scene, camera: Camera) {
    const known = `${camera.lon},${camera.lat},${camera.zoom},${camera.width},${camera.height},${scene.selected},${scene.spots.length},${scene.heaviest}`;
    if (known === this.#labelled && this.#shown?.spots === scene.spots) return;
    this.#labelled = known;
    this.#labels = [];
    const order: number[] = [];
    for (let at = 0; at < scene.spots.length; at++) {
      const spot = scene.spots[at]!;
      if (spot.precision > 1 && !spot.track) continue;
      if (!Number.isNaN(this.#x[at]!)) order.push(at);
    }
    const rank = (at: number) =>
      (scene.spots[at]!.key === scene.selected ? 1e9 : 0) +
      (scene.spots[at]!.track ? 1e3 * scene.spots[at]!.track!.of.intervals.length + 5e3 : 0) +
      scene.weight[at]!;
    order.sort((one, two) => rank(two) - rank(one));
    this.#on.font = `600 ${FONT}`;
    const most = Math.min(order.length, Math.round((camera.width * camera.height) / 7000));
    const taken: Box[] = order.slice(0, 400).map((at) => {
      const held = scene.spots[at]!.track ? BADGE + 2 : 4;
      return {
        left: this.#x[at]! - held,
        right: this.#x[at]! + held,
        top: this.#y[at]! - held,
        bottom: this.#y[at]! + held,
      };
    });
    // The pills of what is told less exactly stand where they stand.
    for (let at = 0; at < scene.spots.length; at++) {
      const spot = scene.spots[at]!;
      if (spot.precision <= 1 || Number.isNaN(this.#x[at]!) || spot.track) continue;
      const half = isWide(spot) ? this.#width(spot.name) / 2 + 18 : 10;
      taken.push({
        left: this.#x[at]! - half,
        right: this.#x[at]! + half,
        top: this.#y[at]! - 9,
        bottom: this.#y[at]! + 9,
      });
    }
    for (const at of order) {
      if (this.#labels.length >= most) break;
      const spot = scene.spots[at]!;
      const wide = this.#width(spot.name);
      const x = this.#x[at]!;
      const y = this.#y[at]!;
      const gap = Math.max(spot.precision > 1 ? 0 : this.#radius[at]!, spot.track ? BADGE + 2 : 4) + 4;
      const tries: [number, number, CanvasTextAlign][] = [
        [x + gap, y, "left"],
        [x - gap, y, "right"],
        [x, y + gap + 6, "center"],
        [x, y - gap - 6, "center"],
      ];
      for (const [lx, ly, align] of tries) {
        const left = align === "left" ? lx : align === "right" ? lx - wide : lx - wide / 2;
        const box = { left: left - 2, right: left + wide + 2, top: ly - 7, bottom: ly + 7 };
        if (box.left < 0 || box.right > camera.width || taken.some((one) => overlap(one, box))) continue;
        taken.push(box);
        this.#labels.push({ ...box, spot: at, x: lx, y: ly, align });
        break;
      }
    }
  }

  #width(text: string): number {
    let width = this.#widths.get(text);
    if (width === undefined) this.#widths.set(text, (width = this.#on.measureText(text).width));
    return width;
  }

  #write(scene: Scene) {
    const on = this.#on;
    on.textBaseline = "middle";
    on.lineJoin = "round";
    on.strokeStyle = "rgb(255 255 255 / 0.9)";
    on.lineWidth = 3.5;
    for (const label of this.#labels) {
      const spot = scene.spots[label.spot]!;
      const chosen = spot.key === scene.selected || spot.key === scene.hovered;
      if (!scene.events[label.spot] && !scene.held[label.spot] && !chosen) continue;
      on.font = spot.track || chosen ? `600 ${FONT}` : FONT;
      on.textAlign = label.align;
      on.strokeText(spot.name, label.x, label.y);
      on.fillStyle = chosen || spot.track ? ink().ink : ink().ink2;
      on.fillText(spot.name, label.x, label.y);
    }
  }

  /** The spot at a pixel: the smallest sign that is there, else the smallest area. */
  hit(x: number, y: number): number | null {
    const scene = this.#shown;
    if (!scene) return null;
    let found: number | null = null;
    let smallest = Infinity;
    for (let at = 0; at < scene.spots.length; at++) {
      const sx = this.#x[at]!;
      if (Number.isNaN(sx) || (!scene.events[at] && !scene.held[at])) continue;
      const wide = scene.spots[at]!.precision > 1;
      const sign = wide
        ? scene.held[at] || !isWide(scene.spots[at]!)
          ? BADGE + 3
          : this.#radius[at]!
        : Math.max(this.#radius[at]!, BADGE);
      const far = Math.hypot(x - sx, y - this.#y[at]!);
      // An area counts behind every sign.
      const size = far <= sign + 2 ? sign : wide && far <= this.#radius[at]! ? this.#radius[at]! + 1000 : Infinity;
      if (size < smallest) [found, smallest] = [at, size];
    }
    for (const label of found === null ? this.#labels : []) {
      if (x >= label.left && x <= label.right && y >= label.top && y <= label.bottom) return label.spot;
    }
    return found;
  }

  /** Where a spot was drawn. */
  at(spot: number): { x: number; y: number; radius: number } | null {
    const x = this.#x[spot];
    if (x === undefined || Number.isNaN(x)) return null;
    return { x, y: this.#y[spot]!, radius: Math.min(Math.max(this.#radius[spot]!, BADGE), 34) };
  }
}
