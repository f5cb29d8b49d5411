import type { PortablePlace } from '../kept-places.js';

const NUMBER = String.raw`(-?\d{1,3}(?:\.\d{1,15})?)`;
// The place itself, before the middle of the map that was shown.
const POSITIONS = [
  new RegExp(`!3d${NUMBER}!4d${NUMBER}`),
  new RegExp(`/(?:search|place|dir)/${NUMBER},\\+?${NUMBER}(?:[/?]|$)`),
  new RegExp(`[?&](?:q|query|ll|daddr)=(?:loc:)?${NUMBER},\\+?${NUMBER}(?:&|$)`),
  new RegExp(`/@${NUMBER},${NUMBER}[,/]`),
];

/** What a link to a map says of a place: position, name and address where it holds them. */
export function placeInMapsUrl(url: string): Partial<PortablePlace> {
  if (url.length > 4000 || !URL.canParse(url)) return {};
  const decoded = decode(url);
  const position = POSITIONS.map((pattern) => pattern.exec(decoded)).find((found) => found !== null);
  const [latitude, longitude] = [Number(position?.[1]), Number(position?.[2])];
  const isOnEarth = position && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return {
    ...(isOnEarth && { latitude, longitude }),
    ...textIn(new URL(url)),
  };
}

function textIn({ pathname, searchParams }: URL): Partial<PortablePlace> {
  const inPath = /\/maps\/(?:place|search)\/([^/]+)/.exec(pathname)?.[1];
  const text = inPath === undefined ? searchParams.get('q') : decode(inPath).replaceAll('+', ' ');
  if (!text || /^(?:loc:)?[\d\s.,+-]+$/.test(text)) return {};
  const [name = '', ...rest] = text.split(',').map((part) => part.trim());
  return { ...(name && { name }), ...(rest.length > 0 && { address: rest.join(', ') }) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
