import type { Db } from '../../platform/database/database.js';
import { type Column, type Constraint, type Relation, readCatalog } from './catalog.sql.js';

/** docs/database.md: the diagram and every table, as the database itself describes them. */
export async function generateDatabasePage(db: Db): Promise<string> {
  const relations = await readCatalog(db);
  return [
    '# The database',
    'Generated from the schema of a migrated database by `npm run codegen`; do not edit. The reasons behind it stand as comments in `apps/server/migrations`.',
    '## Diagram',
    'Keys only; the columns of each table are below.',
    [
      '```mermaid',
      'erDiagram',
      ...relations.flatMap(entityLines),
      ...relations.flatMap(relationshipLines),
      '```',
    ].join('\n'),
    '## Tables',
    relations.map(({ name }) => `[${name}](#${name})`).join(' · '),
    ...relations.flatMap(tableSection),
  ]
    .join('\n\n')
    .concat('\n');
}

const foreignKeys = ({ constraints }: Relation) => constraints.filter(({ kind }) => kind === 'f');

function entityLines(relation: Relation): string[] {
  const primary = relation.constraints.find(({ kind }) => kind === 'p')?.columns ?? [];
  const foreign = new Set(foreignKeys(relation).flatMap(({ columns }) => columns));
  const keys = relation.columns.filter(({ name }) => primary.includes(name) || foreign.has(name));
  return [
    `  ${relation.name} {`,
    ...keys.map(({ name, type }) => {
      const marks = [...(primary.includes(name) ? ['PK'] : []), ...(foreign.has(name) ? ['FK'] : [])];
      return `    ${shortType(type).replaceAll(/[^\w[\]]/g, '_')} ${name} ${marks.join(', ')}`;
    }),
    '  }',
  ];
}

function relationshipLines(relation: Relation): string[] {
  return foreignKeys(relation).map(({ columns, target }) => {
    const isOptional = relation.columns.some(({ name, isNullable }) => columns.includes(name) && isNullable);
    return `  ${target} ${isOptional ? '|o' : '||'}--o{ ${relation.name} : ${columns.join('_')}`;
  });
}

function tableSection(relation: Relation): string[] {
  const checks = relation.constraints.filter(({ kind }) => kind !== 'p');
  return [
    `### ${relation.name}`,
    [
      '| column | type | null | default |',
      '| --- | --- | --- | --- |',
      ...relation.columns.map((column) => columnRow(column, relation)),
    ].join('\n'),
    ...(checks.length > 0 ? [['Constraints:', '', ...checks.map(constraintLine)].join('\n')] : []),
    ...(relation.indexes.length > 0
      ? [
          [
            'Indexes:',
            '',
            ...relation.indexes.map(({ name, definition }) => `- \`${name}\`: \`${shortIndex(definition)}\``),
          ].join('\n'),
        ]
      : []),
  ];
}

function columnRow(column: Column, { constraints }: Relation): string {
  const isKey = constraints.some(({ kind, columns }) => kind === 'p' && columns.includes(column.name));
  return `| ${isKey ? `**${column.name}**` : column.name} | ${shortType(column.type)} | ${column.isNullable ? 'yes' : ''} | ${defaultOf(column)} |`;
}

function defaultOf({ default: expression, isGenerated, isIdentity }: Column): string {
  if (isIdentity) return 'counted up';
  if (expression === null) return '';
  const text = `\`${escapeCell(expression.replaceAll(/'::[a-z ]+(\[\])?/g, "'"))}\``;
  return isGenerated ? `computed: ${text}` : text;
}

const constraintLine = ({ name, definition }: Constraint) => `- \`${name}\`: \`${definition}\``;

const SHORT_TYPES: Record<string, string> = {
  'timestamp with time zone': 'timestamptz',
  'double precision': 'float8',
};
const shortType = (type: string) => SHORT_TYPES[type] ?? type;

/** `CREATE UNIQUE INDEX name ON public.t USING btree (a)` -> `unique btree (a)` */
const shortIndex = (definition: string) =>
  definition.replace(/^CREATE (UNIQUE )?INDEX \S+ ON \S+ USING /, (_, unique) => (unique ? 'unique ' : ''));

const escapeCell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
