/** What carries the drawing: ground, borders, roads, and moving about. MapLibre where there is WebGL, else a canvas. */
import type { FeatureCollection } from "geojson";
import type { Camera, View } from "./mercator";
import type { Ground } from "./world";

export interface Base {
  readonly kind: "gl" | "plain";
  camera(): Camera;
  /** The ground as a picture, where it is not on the page by itself. */
  picture(): HTMLCanvasElement | null;
  show(view: View, gently: boolean): void;
  resize(): void;
  ground(ground: Ground): void;
  roads(roads: FeatureCollection): void;
  theatres(theatres: FeatureCollection): void;
  destroy(): void;
}

export interface Heard {
  /** The view moves: draw now. */
  moving(): void;
  /** It stands still: worth an address. */
  moved(): void;
}

/** Quiet, so that what is drawn over it is what is seen. */
export const GROUND = {
  sea: "#e6ecef",
  land: "#fbfaf7",
  shore: "#b9c2c6",
  border: "#a9b0b1",
  province: "#cfd3d0",
  river: "#c3d6df",
  road: "#ddd7c9",
  highway: "#d3cab5",
} as const;

export const SHALLOWEST = 1;
export const DEEPEST = 14;
