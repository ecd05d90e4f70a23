/**
 * The ground under the events: Natural Earth's countries, from our own files (npm world-atlas). Borders are theirs and
 * de facto; the map says so. Coarse at once, fine only for the countries in view: all of the fine ones take a second.
 */
import { feature, mesh } from "topojson-client";
import type { Feature, FeatureCollection, MultiLineString, MultiPolygon, Polygon } from "geojson";
import type { GeometryCollection, Topology } from "topojson-specification";
import roughUrl from "world-atlas/countries-110m.json?url";
import coarseUrl from "world-atlas/countries-50m.json?url";
import fineUrl from "world-atlas/countries-10m.json?url";
import type { Bounds } from "./mercator";

export type Country = Feature<Polygon | MultiPolygon, { name: string }>;
type World = Topology<{ countries: GeometryCollection<{ name: string }> }>;

export interface Ground {
  land: FeatureCollection<Polygon | MultiPolygon, { name: string }>;
  borders: MultiLineString;
}

const asked = new Map<string, Promise<World>>();

function ask(url: string): Promise<World> {
  let world = asked.get(url);
  if (!world) {
    world = fetch(url).then((response) => {
      if (!response.ok) throw new Error(`the map's ground is missing: ${url} answers ${response.status}`);
      return response.json() as Promise<World>;
    });
    world.catch(() => asked.delete(url));
    asked.set(url, world);
  }
  return world;
}

function whole(topology: World): Ground {
  const countries = topology.objects.countries;
  return {
    land: feature(topology, countries) as Ground["land"],
    borders: mesh(topology, countries, (one, two) => one !== two),
  };
}

/** The outlines of the world in a tenth of the bytes, for the first moment. */
export async function rough(): Promise<Ground> {
  return whole(await ask(roughUrl));
}

let coarse: Promise<Ground> | null = null;

export function world(): Promise<Ground> {
  coarse ??= ask(coarseUrl).then(whole);
  coarse.catch(() => (coarse = null));
  return coarse;
}

const boxes = new WeakMap<Country, Bounds>();

export function boxOf(country: Country): Bounds {
  let box = boxes.get(country);
  if (!box) {
    box = [180, 90, -180, -90];
    const rings = country.geometry.type === "Polygon" ? [country.geometry.coordinates] : country.geometry.coordinates;
    for (const polygon of rings) {
      for (const [lon = 0, lat = 0] of polygon[0] ?? []) {
        box = [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)];
      }
    }
    boxes.set(country, box);
  }
  return box;
}

export function touch(one: Bounds, two: Bounds): boolean {
  return one[0] <= two[2] && two[0] <= one[2] && one[1] <= two[3] && two[1] <= one[3];
}

/** The countries that touch these bounds finely, all others coarsely. */
export async function fine(bounds: Bounds): Promise<Ground> {
  const [all, topology] = await Promise.all([world(), ask(fineUrl)]);
  const near = new Set(all.land.features.filter((one) => touch(boxOf(one), bounds)).map((one) => one.properties.name));
  const countries = topology.objects.countries;
  const some = {
    ...countries,
    geometries: countries.geometries.filter((one) =>
      near.has((one.properties as { name?: string } | undefined)?.name ?? ""),
    ),
  };
  const land = feature(topology, some) as Ground["land"];
  const rest = all.land.features.filter((one) => !near.has(one.properties.name));
  const inner = mesh(topology, some, (one, two) => one !== two);
  const coarseWorld = await ask(coarseUrl);
  const isNear = (one: unknown) => near.has((one as { properties?: { name?: string } }).properties?.name ?? "");
  const outer = mesh(
    coarseWorld,
    coarseWorld.objects.countries,
    (one, two) => one !== two && !(isNear(one) && isNear(two)),
  );
  return {
    land: { type: "FeatureCollection", features: [...rest, ...land.features] },
    borders: { type: "MultiLineString", coordinates: [...inner.coordinates, ...outer.coordinates] },
  };
}

/** Where a country's name stands: the middle of its largest piece of land. */
export function middle(country: Country): { lon: number; lat: number; size: number } {
  const pieces = country.geometry.type === "Polygon" ? [country.geometry.coordinates] : country.geometry.coordinates;
  let best = { lon: 0, lat: 0, size: 0 };
  for (const [ring = []] of pieces) {
    let area = 0;
    let x = 0;
    let y = 0;
    for (let at = 0; at + 1 < ring.length; at++) {
      const [x1 = 0, y1 = 0] = ring[at]!;
      const [x2 = 0, y2 = 0] = ring[at + 1]!;
      const cross = x1 * y2 - x2 * y1;
      area += cross;
      x += (x1 + x2) * cross;
      y += (y1 + y2) * cross;
    }
    if (Math.abs(area) > best.size) best = { lon: x / (3 * area), lat: y / (3 * area), size: Math.abs(area) };
  }
  return best;
}
