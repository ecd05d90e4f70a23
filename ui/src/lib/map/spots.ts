/** Where something is drawn: the places of the events and those with a history of control, each once. */
import type { Events } from "../situation/events";
import { keyOf, type Track } from "../time/control";

export interface Spot {
  key: string;
  id: string | null;
  name: string;
  own: string | null;
  country: string | null;
  kind: string | null;
  lat: number;
  lon: number;
  /** UCDP where_prec; 0 counts as 1 where there is a point. */
  precision: number;
  /** Rows of `events.places` that are this spot. */
  places: number[];
  track: Track | null;
}

/** How far off an event may be that is told no better than this, in km. From 3 on it is an order of size, drawn with a soft edge. */
export function radiusKm(precision: number): number {
  return [0, 0, 25, 40, 70, 90, 0, 0][precision] ?? 0;
}

/** Too wide for an area on the map: countries, seas. They are named and counted where their middle is. */
export function isWide(spot: Spot): boolean {
  return spot.precision >= 6;
}

export function precisionWords(precision: number): string {
  return (
    [
      "",
      "the place itself",
      "within about 25 km of it",
      "somewhere in the district",
      "somewhere in the province",
      "along a line or in a region",
      "somewhere in the country",
      "on water or in the air",
    ][precision] ?? ""
  );
}

export function spots(events: Events | null, tracks: readonly Track[]): Spot[] {
  const all = new Map<string, Spot>();
  events?.places.forEach((place, at) => {
    if (place.lat == null || place.lon == null) return;
    const precision = Math.max(1, place.precision);
    const key = keyOf(place) + (precision > 1 ? `~${precision}` : "");
    const spot = all.get(key);
    if (spot) {
      spot.places.push(at);
      return;
    }
    all.set(key, {
      key,
      id: place.id ?? null,
      name: place.name,
      own: place.own_name ?? null,
      country: place.country ?? null,
      kind: place.kind,
      lat: place.lat,
      lon: place.lon,
      precision,
      places: [at],
      track: null,
    });
  });
  for (const track of tracks) {
    const { place } = track.of;
    if (!place.point) continue;
    const precision = Math.max(1, place.precision);
    const key = keyOf(place) + (precision > 1 ? `~${precision}` : "");
    const spot = all.get(key);
    if (spot) spot.track = track;
    else {
      all.set(key, {
        key,
        id: place.id ?? null,
        name: place.name,
        own: place.own_name ?? null,
        country: place.country ?? null,
        kind: place.kind,
        lat: place.point[0],
        lon: place.point[1],
        precision,
        places: [],
        track,
      });
    }
  }
  return [...all.values()];
}
