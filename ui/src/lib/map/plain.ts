/** The ground on a canvas, for browsers without WebGL: the same view, drawn by ourselves; drag, wheel, pinch and keys move it. */
import type { FeatureCollection, Geometry, Position } from "geojson";
import { DEEPEST, GROUND, SHALLOWEST, type Base, type Heard } from "./base";
import { latOf, lonOf, mercatorX, mercatorY, worldSize, type Camera, type View } from "./mercator";
import type { Ground } from "./world";

/** Paths are kept in this many pixels for the world, and scaled when drawn. */
const SCALE = 65536;

function trace(path: Path2D, line: Position[], closed: boolean) {
  line.forEach(([lon = 0, lat = 0], at) => {
    const [x, y] = [mercatorX(lon) * SCALE, mercatorY(lat) * SCALE];
    if (at) path.lineTo(x, y);
    else path.moveTo(x, y);
  });
  if (closed) path.closePath();
}

function pathOf(of: { features: { geometry: Geometry }[] }): Path2D {
  const path = new Path2D();
  for (const { geometry } of of.features) {
    if (geometry.type === "LineString") trace(path, geometry.coordinates, false);
    else if (geometry.type === "MultiLineString") for (const line of geometry.coordinates) trace(path, line, false);
    else if (geometry.type === "Polygon") for (const ring of geometry.coordinates) trace(path, ring, true);
    else if (geometry.type === "MultiPolygon")
      for (const polygon of geometry.coordinates) for (const ring of polygon) trace(path, ring, true);
  }
  return path;
}

export class Plain implements Base {
  readonly kind = "plain";
  #canvas = document.createElement("canvas");
  #view: View;
  #width = 0;
  #height = 0;
  #land: Path2D | null = null;
  #borders: Path2D | null = null;
  #roads: Path2D | null = null;
  #theatres: Path2D | null = null;
  #provinces: Path2D | null = null;
  #rivers: Path2D | null = null;
  #pointers = new Map<number, { x: number; y: number }>();
  #asked = 0;
  #off = new AbortController();

  constructor(
    readonly holder: HTMLElement,
    view: View,
    readonly heard: Heard,
  ) {
    this.#view = { ...view };
    const { signal } = this.#off;
    holder.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    holder.addEventListener("pointermove", (event) => this.#move(event), { signal });
    for (const name of ["pointerup", "pointercancel"] as const) {
      holder.addEventListener(name, (event) => this.#up(event), { signal });
    }
    holder.addEventListener("wheel", (event) => this.#wheel(event), { signal, passive: false });
    holder.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.resize();
  }

  camera(): Camera {
    return { ...this.#view, width: this.#width, height: this.#height };
  }

  picture(): HTMLCanvasElement {
    return this.#canvas;
  }

  show(view: View) {
    this.#go(view);
    this.heard.moved();
  }

  resize() {
    this.#width = this.holder.clientWidth;
    this.#height = this.holder.clientHeight;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    this.#canvas.width = this.#width * ratio;
    this.#canvas.height = this.#height * ratio;
    this.#soon();
  }

  ground(ground: Ground) {
    this.#land = pathOf(ground.land);
    this.#borders = pathOf({ features: [{ geometry: ground.borders }] });
    this.#soon();
  }

  roads(roads: FeatureCollection) {
    this.#roads = pathOf(roads);
    this.#soon();
  }

  theatres(theatres: FeatureCollection) {
    const of = (kind: string) => ({ features: theatres.features.filter((one) => one.properties?.kind === kind) });
    this.#theatres = pathOf(of("country"));
    this.#provinces = pathOf(of("province"));
    this.#rivers = pathOf(of("river"));
    this.#soon();
  }

  destroy() {
    this.#off.abort();
    cancelAnimationFrame(this.#asked);
  }

  #soon() {
    if (!this.#asked) {
      this.#asked = requestAnimationFrame(() => {
        this.#asked = 0;
        this.#draw();
        this.heard.moving();
      });
    }
  }

  #go(view: View) {
    this.#view = {
      lon: Math.max(-180, Math.min(180, view.lon)),
      lat: Math.max(-80, Math.min(80, view.lat)),
      zoom: Math.max(SHALLOWEST, Math.min(DEEPEST, view.zoom)),
    };
    this.#soon();
  }

  #shift(x: number, y: number) {
    const size = worldSize(this.#view.zoom);
    this.#go({
      lon: lonOf(mercatorX(this.#view.lon) - x / size),
      lat: latOf(mercatorY(this.#view.lat) - y / size),
      zoom: this.#view.zoom,
    });
  }

  /** Zooms so that what lies at a pixel stays there. */
  #zoom(by: number, x: number, y: number) {
    const zoom = Math.max(SHALLOWEST, Math.min(DEEPEST, this.#view.zoom + by));
    const [dx, dy] = [x - this.#width / 2, y - this.#height / 2];
    const [before, after] = [worldSize(this.#view.zoom), worldSize(zoom)];
    this.#go({
      lon: lonOf(mercatorX(this.#view.lon) + dx / before - dx / after),
      lat: latOf(mercatorY(this.#view.lat) + dy / before - dy / after),
      zoom,
    });
  }

  #spot(event: { clientX: number; clientY: number }) {
    const box = this.holder.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #down(event: PointerEvent) {
    this.#pointers.set(event.pointerId, this.#spot(event));
    // A synthetic pointer cannot be captured; dragging works without.
    try {
      this.holder.setPointerCapture(event.pointerId);
    } catch {
      return;
    }
  }

  #move(event: PointerEvent) {
    const was = this.#pointers.get(event.pointerId);
    if (!was) return;
    const now = this.#spot(event);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const apart = (one: { x: number; y: number }) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
      this.#zoom(Math.log2(apart(now) / apart(was)), (now.x + other.x) / 2, (now.y + other.y) / 2);
    } else this.#shift(now.x - was.x, now.y - was.y);
    this.#pointers.set(event.pointerId, now);
  }

  #up(event: PointerEvent) {
    if (this.#pointers.delete(event.pointerId)) this.heard.moved();
  }

  #wheel(event: WheelEvent) {
    event.preventDefault();
    const { x, y } = this.#spot(event);
    this.#zoom(-event.deltaY / (event.deltaMode ? 8 : 300), x, y);
    this.heard.moved();
  }

  #key(event: KeyboardEvent) {
    if (event.target !== this.holder || event.altKey || event.ctrlKey || event.metaKey) return;
    const [w, h] = [this.#width / 2, this.#height / 2];
    const moves: Record<string, () => void> = {
      ArrowLeft: () => this.#shift(100, 0),
      ArrowRight: () => this.#shift(-100, 0),
      ArrowUp: () => this.#shift(0, 100),
      ArrowDown: () => this.#shift(0, -100),
      "+": () => this.#zoom(1, w, h),
      "=": () => this.#zoom(1, w, h),
      "-": () => this.#zoom(-1, w, h),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
    this.heard.moved();
  }

  #draw() {
    const on = this.#canvas.getContext("2d", { alpha: false });
    if (!on) return;
    const ratio = this.#canvas.width / Math.max(this.#width, 1);
    on.setTransform(1, 0, 0, 1, 0, 0);
    on.fillStyle = GROUND.sea;
    on.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    const size = worldSize(this.#view.zoom);
    const scale = (size / SCALE) * ratio;
    on.setTransform(
      scale,
      0,
      0,
      scale,
      (this.#width / 2 - mercatorX(this.#view.lon) * size) * ratio,
      (this.#height / 2 - mercatorY(this.#view.lat) * size) * ratio,
    );
    const line = (path: Path2D | null, colour: string, width: number) => {
      if (!path) return;
      on.strokeStyle = colour;
      on.lineWidth = (width * ratio) / scale;
      on.stroke(path);
    };
    on.lineJoin = "round";
    for (const land of [this.#land, this.#theatres]) {
      if (!land) continue;
      on.fillStyle = GROUND.land;
      on.fill(land, "evenodd");
      line(land, GROUND.shore, 0.8);
    }
    line(this.#provinces, GROUND.province, 1);
    line(this.#rivers, GROUND.river, 1.4);
    line(this.#borders, GROUND.border, 1);
    line(this.#roads, GROUND.highway, 1.2);
  }
}
