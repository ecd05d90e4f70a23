/** Web Mercator, as MapLibre has it: the world is 512 px wide at zoom 0. Longitudes and latitudes in degrees. */

export interface View {
  lon: number;
  lat: number;
  zoom: number;
}

export interface Camera extends View {
  width: number;
  height: number;
}

/** 0 to 1 from west to east. */
export function mercatorX(lon: number): number {
  return (180 + lon) / 360;
}

/** 0 to 1 from north to south. */
export function mercatorY(lat: number): number {
  const held = Math.max(-85.05, Math.min(85.05, lat));
  return (180 - (180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (held * Math.PI) / 360))) / 360;
}

export function lonOf(x: number): number {
  return x * 360 - 180;
}

export function latOf(y: number): number {
  return (360 / Math.PI) * Math.atan(Math.exp(((180 - y * 360) * Math.PI) / 180)) - 90;
}

export function worldSize(zoom: number): number {
  return 512 * 2 ** zoom;
}

/** From degrees to pixels, for many points of one camera. */
export function projector(camera: Camera): (lon: number, lat: number) => [number, number] {
  const size = worldSize(camera.zoom);
  const left = mercatorX(camera.lon) * size - camera.width / 2;
  const top = mercatorY(camera.lat) * size - camera.height / 2;
  return (lon, lat) => [mercatorX(lon) * size - left, mercatorY(lat) * size - top];
}

/** Pixels that a kilometre takes at a latitude. */
export function pixelsPerKm(lat: number, zoom: number): number {
  return worldSize(zoom) / (40_075.017 * Math.cos((lat * Math.PI) / 180));
}

export type Bounds = [west: number, south: number, east: number, north: number];

/** The view that shows all of these bounds, beside what lies over the left of the map. */
export function viewOf(bounds: Bounds, width: number, height: number, padding: number, covered = 0, deepest = 9): View {
  const [west, south, east, north] = bounds;
  const wide = Math.max(mercatorX(east) - mercatorX(west), 1e-6);
  const tall = Math.max(mercatorY(south) - mercatorY(north), 1e-6);
  const fit = Math.min(Math.max(width - covered - padding * 2, 60) / wide, Math.max(height - padding * 2, 60) / tall);
  const zoom = Math.max(0.5, Math.min(deepest, Math.log2(fit / 512)));
  return {
    lon: (west + east) / 2 - lonOf(covered / 2 / worldSize(zoom)) - 180,
    lat: latOf((mercatorY(south) + mercatorY(north)) / 2),
    zoom,
  };
}
