import {
  type Kept,
  PortableList,
  type PortablePlace,
  type ReadFile,
  readPlace,
  UnreadableFile,
  type WrittenPlace,
} from '../kept-places.js';
import { isRecord, parseJson } from './json-text.js';

const FORMAT = 'beli';
const VERSION = 1;

/**
 * Everything, losslessly: places with relations, visits and review, then the person's own lists, which name places
 * by the restaurantId that they have in this file.
 */
export async function* writeBeliJson(
  { exportedAt, scope }: { exportedAt: Date; scope: string },
  places: AsyncIterable<WrittenPlace>,
  lists: AsyncIterable<PortableList>,
): AsyncGenerator<string> {
  const head = { format: FORMAT, version: VERSION, exportedAt: exportedAt.toISOString(), scope };
  yield `${JSON.stringify(head).slice(0, -1)},\n"places":[`;
  yield* joined(places, ({ place, kept }): PortablePlace & Kept => ({ ...place, ...kept }));
  yield '],\n"lists":[';
  yield* joined(lists, (list) => list);
  yield ']}\n';
}

async function* joined<T>(items: AsyncIterable<T>, toJson: (item: T) => object): AsyncGenerator<string> {
  let separator = '\n';
  for await (const item of items) {
    yield separator + JSON.stringify(toJson(item));
    separator = ',\n';
  }
}

/** @throws UnreadableFile */
export function readBeliJson(text: string): ReadFile {
  const file = parseJson(text);
  if (!isRecord(file) || file.format !== FORMAT || !Array.isArray(file.places))
    throw new UnreadableFile('It is not an export of ours: "format" must be "beli", "places" a list.');
  if (file.version !== VERSION)
    throw new UnreadableFile(`Version ${String(file.version).slice(0, 20)} is not known.`);
  return {
    places: file.places.map((entry: unknown) => {
      const { relations, visits, review, ...place } = isRecord(entry) ? entry : {};
      return readPlace(null, place, { relations, visits, review });
    }),
    lists: readLists(file.lists),
  };
}

const MOST_LISTS = 500;

function readLists(lists: unknown): PortableList[] {
  if (lists === undefined) return [];
  const parsed = PortableList.array().max(MOST_LISTS).safeParse(lists);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UnreadableFile(`lists.${issue?.path.map(String).join('.')}: ${issue?.message}`);
}
