interface Reading {
  /** text of a query of authors; what it selects is `authors` in the condition */
  readonly authors: string;
  /** condition on a row `a` and its row of `authors` */
  readonly which: string;
  /** row expression of a position: only what is older is looked at */
  readonly before?: string;
  /** parameter: how many */
  readonly count: string;
}

const FEW = 5;

/**
 * Text of a query of the newest activities (`id`, `created_at`) of many authors together, from the index
 * activities_feed alone. The newest few of each say how far back it goes; only of those who wrote more since then is
 * more read. So it costs a probe an author and about what it finds, however long their histories are.
 */
export function newestOf({ authors, which, before, count }: Reading): string {
  const rows = (author: string, older: string, newer: string, limit: string) => `
    select a.id, a.created_at from activities a
    where a.user_id = ${author} ${older && `and (a.created_at, a.id) < ${older}`} ${newer} and ${which}
    order by a.created_at desc, a.id desc limit ${limit}`;
  return `
with authors as materialized (${authors}), few as materialized (
  select authors.*, own.id as activity_id, own.created_at, row_number() over (partition by authors.id order by own.created_at desc, own.id desc) as place
  from authors cross join lateral (${rows('authors.id', before ?? '', '', String(FEW))}) own
), edge as materialized (
  select created_at, activity_id from few order by created_at desc, activity_id desc offset ${count} - 1 limit 1
)
select id, created_at from (
  select activity_id as id, created_at from few
  union all
  select more.id, more.created_at from few authors cross join lateral (${rows(
    'authors.id',
    '(authors.created_at, authors.activity_id)',
    `and (a.created_at, a.id) > (coalesce((select created_at from edge), '-infinity'), coalesce((select activity_id from edge), 0))`,
    count,
  )}) more
  where authors.place = ${FEW}
) both_reads
order by created_at desc, id desc limit ${count}`;
}
