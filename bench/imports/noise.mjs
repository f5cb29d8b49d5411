/*
 * Saved places as people's files hold them: names without accents, "& Sons" that came or went, suburbs in names
 * and addresses, pins that stand 30 m off. Chance comes from the seed alone.
 */

const EARTH_METERS_PER_DEGREE = 111_195;
const MOVED_METERS = 30;

/** Numbers in [0, 1) that follow from the seed (mulberry32). */
export function seededChance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `count` different ones of `items`, in the order of drawing. */
export function draw(items, count, chance) {
  const left = [...items];
  const drawn = [];
  while (drawn.length < count && left.length > 0) {
    const index = Math.floor(chance() * left.length);
    drawn.push(left[index]);
    left[index] = left[left.length - 1];
    left.pop();
  }
  return drawn;
}

/** A saved place as somebody's file has it, for a restaurant as it is. */
export function blur(restaurant, chance) {
  const { latitude, longitude } = moved(restaurant, chance);
  return {
    name: blurName(restaurant, chance),
    address: blurAddress(restaurant, chance),
    country: restaurant.country,
    note: chance() < 0.2 ? 'Ask for the table at the window, "by the bar"' : '',
    latitude,
    longitude,
  };
}

function moved({ latitude, longitude }, chance) {
  const bearing = chance() * 2 * Math.PI;
  const degrees = MOVED_METERS / EARTH_METERS_PER_DEGREE;
  return {
    latitude: latitude + degrees * Math.cos(bearing),
    longitude: longitude + (degrees * Math.sin(bearing)) / Math.cos((latitude * Math.PI) / 180),
  };
}

function blurName({ name, neighborhood, city }, chance) {
  let blurred = name;
  const change = (probability, to) => {
    // The number is drawn whether it is needed or not, so that one rule does not move the others.
    const isDue = chance() < probability;
    if (isDue) blurred = to(blurred);
  };
  change(0.7, (text) =>
    text
      .normalize('NFD')
      .replaceAll(/[\u0300-\u036f]/g, '')
      .normalize('NFC'),
  );
  change(0.5, (text) => text.replace(/\s*(?:&|and)\s+sons?\b/i, ''));
  change(0.08, (text) => (isLatin(text) ? `${text} & Sons` : text));
  change(0.3, (text) => text.replace(/\s+(?:restaurant|ristorante|restaurante)$/i, '') || text);
  change(0.06, (text) => (isLatin(text) ? `${text} Restaurant` : text));
  change(0.03, (text) => (isLatin(text) ? `${text} NYC` : text));
  change(0.5, (text) => text.replace(/^the\s+/i, '') || text);
  change(0.03, (text) => (isLatin(text) ? `The ${text}` : text));
  change(0.15, (text) => text.replaceAll(/['’.,]/g, ''));
  change(0.2, (text) => text.replaceAll('&', 'and'));
  change(0.05, (text) => text.toUpperCase());
  const suburb = neighborhood || city;
  change(0.1, (text) => (suburb ? `${text} ${chance() < 0.5 ? `- ${suburb}` : `(${suburb})`}` : text));
  return blurred.trim() || name;
}

/** The suburb in the place of the city, as map services write it; now and then nothing at all. */
function blurAddress({ address, neighborhood, city, state, zip }, chance) {
  const isMissing = chance() < 0.15;
  const town = chance() < 0.5 ? neighborhood || city : city;
  if (isMissing || !address) return '';
  return [address, town, [state, zip].filter(Boolean).join(' ')].filter(Boolean).join(', ');
}

const isLatin = (text) => /[a-z]/i.test(text);

// Files ------------------------------------------------------------------------------------------------

/** As Google Takeout writes "Saved Places.json". */
export const toGeoJson = (places) =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: places.map(({ name, address, country, note, latitude, longitude }, index) => ({
      geometry: { coordinates: [longitude, latitude], type: 'Point' },
      properties: {
        date: '2024-05-01T10:00:00Z',
        google_maps_url: `http://maps.google.com/?cid=${1_000_000_007 * (index + 1)}`,
        location: { address, country_code: country, name },
        ...(note && { Comment: note }),
      },
      type: 'Feature',
    })),
  });

/** As Google My Maps writes it. */
export const toKml = (places) =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Favourites</name><Folder><name>Food</name>',
    ...places.map(
      ({ name, address, note, latitude, longitude }) =>
        `<Placemark><name>${escapeXml(name)}</name>${note && `<description><![CDATA[${note}]]></description>`}${
          address && `<address>${escapeXml(address)}</address>`
        }<styleUrl>#icon-1577</styleUrl><Point><coordinates>\n  ${longitude},${latitude},0\n</coordinates></Point></Placemark>`,
    ),
    '</Folder></Document></kml>',
  ].join('\n');

/** As Google Takeout writes a list such as "Want to go.csv": no position. */
export const toTakeoutCsv = (places) =>
  [
    'Title,Note,URL,Tags,Comment',
    ',,,,',
    ...places.map(({ name, note }, index) => {
      const path = encodeURIComponent(name).replaceAll('%20', '+');
      const id = (0x89c2_5a00 + index * 7919).toString(16);
      const url = `https://www.google.com/maps/place/${path}/data=!4m2!3m1!1s0x${id}:0x${id}b7`;
      return [name, note, url, '', ''].map(quoteCsv).join(',');
    }),
  ].join('\r\n');

const quoteCsv = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const escapeXml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
