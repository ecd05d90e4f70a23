/**
 * The ground by MapLibre. Loaded only when a map is shown: it is most of the pages' weight, and the list stands before it.
 * North stays up and the world flat, so that our own drawing needs no more than a centre and a zoom.
 */
import { addProtocol, Map as GlMap, setWorkerUrl, type StyleSpecification } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { FeatureCollection } from "geojson";
import { DEEPEST, GROUND, SHALLOWEST, type Base, type Heard } from "./base";
import type { Camera, View } from "./mercator";
import type { Ground } from "./world";

// A file of our own instead of a blob: what the server allows pages to run stays narrow.
setWorkerUrl(workerUrl);

const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };

function style(): StyleSpecification {
  const drawn = (data: FeatureCollection, tolerance: number) => ({ type: "geojson" as const, data, tolerance });
  return {
    version: 8,
    sources: {
      land: drawn(NOTHING, 0.3),
      borders: drawn(NOTHING, 0.3),
      roads: drawn(NOTHING, 0.3),
      theatres: drawn(NOTHING, 0.2),
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": GROUND.sea } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": GROUND.land, "fill-antialias": false } },
      { id: "shore", type: "line", source: "land", paint: { "line-color": GROUND.shore, "line-width": 0.7 } },
      {
        id: "theatre",
        type: "fill",
        source: "theatres",
        filter: ["==", ["get", "kind"], "country"],
        paint: { "fill-color": GROUND.land, "fill-antialias": false },
      },
      {
        id: "theatre-line",
        type: "line",
        source: "theatres",
        layout: { "line-join": "round" },
        paint: {
          "line-color": ["match", ["get", "kind"], "river", GROUND.river, "province", GROUND.province, GROUND.shore],
          "line-width": ["match", ["get", "kind"], "river", 1.4, "province", 1, 0.9],
        },
      },
      {
        id: "borders",
        type: "line",
        source: "borders",
        layout: { "line-join": "round" },
        paint: { "line-color": GROUND.border, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.6, 8, 1.4] },
      },
      {
        id: "roads",
        type: "line",
        source: "roads",
        layout: { "line-join": "round", "line-cap": "round" },
        paint: {
          "line-color": ["match", ["get", "kind"], "motorway", GROUND.highway, GROUND.road],
          "line-width": [
            "interpolate",
            ["linear"],
            ["zoom"],
            5,
            ["match", ["get", "kind"], "motorway", 1.1, 0.6],
            9,
            ["match", ["get", "kind"], "motorway", 2.6, 1.5],
          ],
        },
      },
    ],
  };
}

export function hasWebGl(): boolean {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

export class Gl implements Base {
  readonly kind = "gl";
  #map: GlMap;
  #ready: Promise<void>;
  #still = document.createElement("canvas");
  #isStill = false;

  constructor(
    readonly holder: HTMLElement,
    view: View,
    heard: Heard,
    drawn: () => void,
  ) {
    this.#map = new GlMap({
      container: holder,
      style: style(),
      center: [view.lon, view.lat],
      zoom: view.zoom,
      minZoom: SHALLOWEST,
      maxZoom: DEEPEST,
      dragRotate: false,
      touchPitch: false,
      pitchWithRotate: false,
      rollEnabled: false,
      renderWorldCopies: false,
      attributionControl: false,
      fadeDuration: 0,
      // Its canvas gets no text of its own; ours does.
      maplibreLogo: false,
      locale: { "Map.Title": "Ground of the map: arrow keys move it, plus and minus zoom" },
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.keyboard.disableRotation();
    // Until it has drawn, another ground is moved about.
    this.#map.once("idle", () => {
      this.#keepStill(heard);
      drawn();
      this.#map.triggerRepaint();
      this.#map.on("move", () => heard.moving());
      this.#map.on("moveend", () => heard.moved());
      this.#map.on("resize", () => heard.moving());
    });

    this.#ready = new Promise((done) => this.#map.once("style.load", () => done()));
  }

  /**
   * While the map stands still, a picture of it is drawn under what is known, on the same canvas. Whatever moves over a
   * WebGL canvas makes the browser put both together anew for every frame, which without a graphics card takes longer than
   * all of our own drawing.
   */
  #keepStill(heard: Heard) {
    const drawn = this.#map.getCanvas();
    this.#map.on("render", () => {
      if (!this.#isStill) return;
      this.#isStill = false;
      drawn.style.opacity = "1";
      heard.moving();
    });
    this.#map.on("idle", () => {
      // In the same task in which it was drawn: later its buffer is empty.
      this.#still.width = drawn.width;
      this.#still.height = drawn.height;
      this.#still.getContext("2d", { alpha: false })?.drawImage(drawn, 0, 0);
      this.#isStill = true;
      drawn.style.opacity = "0";
      heard.moving();
    });
  }

  picture(): HTMLCanvasElement | null {
    return this.#isStill ? this.#still : null;
  }

  camera(): Camera {
    const { lng, lat } = this.#map.getCenter();
    return {
      lon: lng,
      lat,
      zoom: this.#map.getZoom(),
      width: this.holder.clientWidth,
      height: this.holder.clientHeight,
    };
  }

  show(view: View, gently: boolean) {
    const to = { center: [view.lon, view.lat] as [number, number], zoom: view.zoom };
    if (gently) this.#map.easeTo({ ...to, duration: 450 });
    else this.#map.jumpTo(to);
  }

  resize() {
    this.#map.resize();
  }

  ground(ground: Ground) {
    this.#set("land", ground.land);
    this.#set("borders", {
      type: "FeatureCollection",
      features: [{ type: "Feature", properties: {}, geometry: ground.borders }],
    });
  }

  roads(roads: FeatureCollection) {
    this.#set("roads", roads);
  }

  theatres(theatres: FeatureCollection) {
    this.#set("theatres", theatres);
  }

  destroy() {
    this.#map.remove();
  }

  /** The user's own tiles, over the ground: /about says that they are there. */
  async tiles(url: string) {
    const { Protocol, PMTiles } = await import("pmtiles");
    const protocol = new Protocol();
    addProtocol("pmtiles", protocol.tile);
    const file = new PMTiles(new URL(url, location.href).href);
    protocol.add(file);
    const [header, about] = await Promise.all([file.getHeader(), file.getMetadata()]);
    await this.#ready;
    if (!this.#map.getStyle()) return;
    const source = `pmtiles://${new URL(url, location.href).href}`;
    // 1 is vectors, what is above is pictures.
    if (header.tileType !== 1) {
      this.#map.addSource("tiles", { type: "raster", url: source, tileSize: 256 });
      this.#map.addLayer(
        { id: "tiles", type: "raster", source: "tiles", paint: { "raster-saturation": -0.7, "raster-opacity": 0.6 } },
        "theatre",
      );
      return;
    }
    this.#map.addSource("tiles", { type: "vector", url: source });
    const layers = ((about as { vector_layers?: { id: string }[] }).vector_layers ?? []).map((layer) => layer.id);
    // The names that Protomaps', OpenMapTiles' and Shortbread's schemes have for the same things.
    for (const id of layers) {
      if (/^(water|ocean|water_polygons)$/.test(id))
        this.#map.addLayer(
          {
            id: `t-${id}`,
            type: "fill",
            source: "tiles",
            "source-layer": id,
            filter: ["==", ["geometry-type"], "Polygon"],
            paint: { "fill-color": GROUND.sea },
          },
          "borders",
        );
      else if (/^(waterway|water_lines)$/.test(id))
        this.#map.addLayer(
          {
            id: `t-${id}`,
            type: "line",
            source: "tiles",
            "source-layer": id,
            paint: { "line-color": "#cddbe2", "line-width": 1 },
          },
          "borders",
        );
      else if (/^(roads|transportation|streets)$/.test(id))
        this.#map.addLayer(
          {
            id: `t-${id}`,
            type: "line",
            source: "tiles",
            "source-layer": id,
            paint: { "line-color": "#e3dccb", "line-width": 0.8 },
          },
          "roads",
        );
      else if (/^(buildings?|landuse|landcover)$/.test(id))
        this.#map.addLayer(
          {
            id: `t-${id}`,
            type: "fill",
            source: "tiles",
            "source-layer": id,
            paint: { "fill-color": "#efece4", "fill-opacity": 0.6 },
          },
          "borders",
        );
    }
  }

  #set(id: string, data: FeatureCollection) {
    void this.#ready.then(() => {
      const source = this.#map.getSource(id);
      if (source && "setData" in source) (source as { setData(data: FeatureCollection): void }).setData(data);
    });
  }
}
