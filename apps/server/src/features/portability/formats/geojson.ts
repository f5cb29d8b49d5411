import { type ReadFile, readPlace, UnreadableFile, type WrittenPlace } from '../kept-places.js';
import { fieldName, fromFlat, toFlat } from './flat-fields.js';
import { isRecord, parseJson } from './json-text.js';
import { placeInMapsUrl } from './maps-url.js';

/** A FeatureCollection of points as RFC 7946 has them: longitude first, WGS 84, no `crs`. */
export async function* writeGeoJson(places: AsyncIterable<WrittenPlace>): AsyncGenerator<string> {
  yield '{"type":"FeatureCollection","features":[';
  let separator = '\n';
  for await (const place of places) {
    for (const { latitude, longitude, ...properties } of toFlat(place)) {
      const isPlaced = latitude !== null && longitude !== null;
      const geometry = isPlaced ? { type: 'Point', coordinates: [longitude, latitude] } : null;
      const said = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null));
      yield `${separator}${JSON.stringify({ type: 'Feature', geometry, properties: said })}`;
      separator = ',\n';
    }
  }
  yield '\n]}\n';
}

/** Ours, Takeout's "Saved Places" of any year, or any collection of features with names. @throws UnreadableFile */
export function readGeoJson(text: string): ReadFile {
  const file = parseJson(text);
  if (!isRecord(file) || file.type !== 'FeatureCollection' || !Array.isArray(file.features))
    throw new UnreadableFile('It is not a GeoJSON FeatureCollection.');
  return { lists: [], places: file.features.map(readFeature) };
}

function readFeature(feature: unknown) {
  const { geometry, properties } = isRecord(feature) ? feature : {};
  const fields = normalised(properties);
  const location = normalised(fields.location);
  const { place, kept } = fromFlat({
    ...fields,
    name: fields.name ?? location.name ?? location.business_name,
    address: fields.address ?? location.address,
    country: fields.country ?? location.country_code,
    added_at: fields.added_at ?? fields.date ?? fields.published,
  });
  const [longitude, latitude] = pointIn(geometry);
  const linked = placeInMapsUrl(typeof fields.url === 'string' ? fields.url : '');
  const name = place.name === '' ? linked.name : place.name;
  return readPlace(null, { ...place, name, longitude, latitude }, kept);
}

/** Fields under the names that we know; Takeout wrote "Google Maps URL" before it wrote "google_maps_url". */
function normalised(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [fieldName(name), field]));
}

/** Longitude and latitude of a point; of any other geometry none. */
function pointIn(geometry: unknown): [unknown, unknown] {
  if (!isRecord(geometry) || geometry.type !== 'Point' || !Array.isArray(geometry.coordinates))
    return [null, null];
  return [geometry.coordinates[0] ?? null, geometry.coordinates[1] ?? null];
}
