import { sql } from 'kysely';
import type { Db } from '../../platform/database/database.js';

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
  readonly default: string | null;
  readonly isGenerated: boolean;
  readonly isIdentity: boolean;
}

export interface Constraint {
  readonly name: string;
  /** p primary key, f foreign key, u unique, c check */
  readonly kind: string;
  readonly definition: string;
  readonly columns: string[];
  readonly target: string | null;
}

export interface Relation {
  readonly name: string;
  readonly columns: Column[];
  readonly constraints: Constraint[];
  /** definitions of the indexes that no constraint made */
  readonly indexes: { readonly name: string; readonly definition: string }[];
}

/** Every table of the schema, without those of extensions and of the migration runner. */
export async function readCatalog(db: Db): Promise<Relation[]> {
  const { rows } = await sql<Relation>`
    select c.relname as name,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'isNullable', not a.attnotnull,
          'default', pg_get_expr(d.adbin, d.adrelid), 'isGenerated', a.attgenerated <> '', 'isIdentity', a.attidentity <> '') order by a.attnum)
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      coalesce((select json_agg(json_build_object('name', k.conname, 'kind', k.contype, 'definition', pg_get_constraintdef(k.oid, true),
          'columns', (select json_agg(a.attname order by array_position(k.conkey, a.attnum)) from pg_attribute a where a.attrelid = c.oid and a.attnum = any(k.conkey)),
          'target', k.confrelid::regclass::text)
          order by array_position('{p,u,f,c}', k.contype::text), k.conname)
        from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c')), '[]') as constraints,
      coalesce((select json_agg(json_build_object('name', i.relname, 'definition', pg_get_indexdef(x.indexrelid)) order by i.relname)
        from pg_index x join pg_class i on i.oid = x.indexrelid
        where x.indrelid = c.oid and not exists (select from pg_constraint k where k.conindid = x.indexrelid and k.conrelid = c.oid)), '[]') as indexes
    from pg_class c
    where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relname not like 'schema\\_migrations%'
      and not exists (select from pg_depend e where e.objid = c.oid and e.classid = 'pg_class'::regclass and e.deptype = 'e')
    order by c.relname`.execute(db);
  return rows;
}
