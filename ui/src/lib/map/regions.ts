/** Where the events are: one ledger may hold two wars half a world apart, and a map that shows both shows neither. */
import type { Bounds } from "./mercator";
import type { Spot } from "./spots";

export interface Region {
  name: string;
  events: number;
  bounds: Bounds;
}

/**
 * Countries with events, the heaviest first, those whose bounds lie within another's neighbourhood left out: a capital
 * that talks about a war is no theatre of it.
 */
export function regions(
  spots: readonly Spot[],
  weight: ArrayLike<number>,
  name: (country: string) => string,
): Region[] {
  const countries = new Map<string, { weight: number; spots: [number, number, number][] }>();
  let all = 0;
  spots.forEach((spot, at) => {
    if (spot.precision >= 6 || (spot.precision > 1 && !weight[at])) return;
    const own = (weight[at] ?? 0) + (spot.track ? 2 : 0);
    if (!own) return;
    const country = countries.get(spot.country ?? "") ?? { weight: 0, spots: [] };
    countries.set(spot.country ?? "", country);
    country.weight += own;
    country.spots.push([spot.lon, spot.lat, own]);
    all += own;
  });
  const out: Region[] = [];
  for (const [code, country] of [...countries].sort((one, two) => two[1].weight - one[1].weight)) {
    if (!code && countries.size > 1) continue;
    if (out.length && country.weight < all * 0.08) break;
    out.push({ name: code ? name(code) : "All", events: country.weight, bounds: box(country.spots) });
    if (out.length === 4) break;
  }
  return out;
}

function box(of: [number, number, number][]): Bounds {
  const out: Bounds = [180, 90, -180, -90];
  for (const [lon, lat] of of) {
    out[0] = Math.min(out[0], lon);
    out[1] = Math.min(out[1], lat);
    out[2] = Math.max(out[2], lon);
    out[3] = Math.max(out[3], lat);
  }
  // One place alone is not looked at through a microscope.
  const air = Math.max(0, 1.2 - (out[2] - out[0])) / 2;
  return [out[0] - air, out[1] - air, out[2] + air, out[3] + air];
}
