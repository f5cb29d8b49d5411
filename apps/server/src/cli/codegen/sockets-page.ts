import { CLIENT_MESSAGES, SERVER_MESSAGES } from '@beli/contract';
import { z } from 'zod';

export const SOCKETS_PAGE = 'docs/sockets.md';

const BLOCK = /(<!-- messages: [^\n]* -->\n)[\s\S]*?(<!-- end -->)/;

/** The page with its tables of messages as the contract has them; what is written round them stays. */
export function withMessageTables(page: string): string {
  if (!BLOCK.test(page)) throw new Error(`${SOCKETS_PAGE} has no place for the messages`);
  return page.replace(BLOCK, (_, begin: string, end: string) => `${begin}\n${messageTables()}\n\n${end}`);
}

function messageTables(): string {
  return [
    '### From the server',
    '',
    '| Message | Payload | |',
    '| --- | --- | --- |',
    ...Object.entries(SERVER_MESSAGES).map(([name, payload]) =>
      row(name, shapeOf(payload), payload.meta()?.description ?? ''),
    ),
    '',
    '### From the client',
    '',
    '| Message | Payload | Acknowledgement | |',
    '| --- | --- | --- | --- |',
    ...Object.entries(CLIENT_MESSAGES).map(([name, { payload, answer, summary }]) =>
      row(name, shapeOf(payload), `{ ok: true${answer ? `, data: ${shapeOf(answer)}` : ''} }`, summary),
    ),
  ].join('\n');
}

function row(name: string, ...cells: [...shapes: string[], text: string]): string {
  const text = cells.pop() ?? '';
  return `| \`${name}\` | ${cells.map((shape) => `\`${shape.replaceAll('|', '\\|')}\``).join(' | ')} | ${text} |`;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Record<string, Schema>;
  readonly $ref?: string;
  readonly $defs?: Record<string, Schema>;
}

const shapeOf = (type: z.ZodType): string => {
  const schema = z.toJSONSchema(type, { io: 'input' }) as Schema;
  return written(schema, schema.$defs ?? {});
};

function written(schema: Schema, named: Record<string, Schema>): string {
  const { type, anyOf, items, properties, $ref } = schema;
  const write = (part: Schema) => written(part, named);
  if ($ref !== undefined) return write(named[$ref.replace('#/$defs/', '')] ?? {});
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (anyOf) return anyOf.map(write).join(' | ');
  if (items) return `${write(items)}[]`;
  if (!properties) return [type ?? 'unknown'].flat().join(' | ');
  const members = Object.entries(properties).map(([name, part]) => `${name}: ${write(part)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
