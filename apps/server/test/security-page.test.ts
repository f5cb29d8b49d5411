import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/* The evidence that docs/security.md names is there: files by their paths, tests by their names. */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(`${ROOT}docs/security.md`, 'utf8');
const files = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).split('\n');
const rows = [
  ...page.matchAll(/^\| (\d+\.\d+\.\d+) \| ([12]) \| .* \| (met|\*\*not met\*\*) \| (.*) \|$/gm),
].map(([, id = '', level = '', status = '', evidence = '']) => ({ id, level, status, evidence }));
const found = (name: string) =>
  files.filter(
    (file) => file === name || file.endsWith(`/${name}`) || (!name.includes('/') && basename(file) === name),
  );

describe('the table of requirements', () => {
  it('has every row once, and counts them right', () => {
    const ids = rows.map(({ id }) => id);
    const absent = [...page.matchAll(/^Not applicable: (.*)$/gm)].flatMap(([, list = '']) =>
      [...list.replaceAll(/\([^)]*\)/g, '').matchAll(/\b\d+\.\d+\.\d+\b/g)].map(([id]) => id),
    );
    expect(new Set([...ids, ...absent]).size).toBe(ids.length + absent.length);
    expect(ids.length + absent.length).toBe(253);
    const met = rows.filter(({ status }) => status === 'met').length;
    expect(page).toContain(`**${met} met, ${rows.length - met} not met, ${absent.length} not applicable.**`);
  });

  it.each(rows.filter(({ status }) => status === 'met').map((row) => [row.id, row.evidence]))(
    '%s is met by something that exists',
    (_id, evidence) => {
      const named = [...evidence.matchAll(/`([\w@./-]+\.(?:ts|mjs|sql|json|yaml))`/g)].map(
        ([, name = '']) => name,
      );
      expect(named.filter((name) => found(name).length === 0)).toEqual([]);
      const links = [...evidence.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor = '']) => anchor);
      const anchors = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      );
      expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
      expect(named.length + links.length, evidence).toBeGreaterThan(0);
      // Names of tests stand behind their file, up to the next one. "…" stands for what differs by case.
      for (const [, file = '', names = ''] of evidence.matchAll(
        /`([\w.-]+\.test\.ts)`((?:[^`]|`(?![\w./-]+\.ts`))*)/g,
      )) {
        const text = found(file)
          .map((path) => readFileSync(`${ROOT}${path}`, 'utf8'))
          .join('\n');
        for (const [, name = ''] of names.matchAll(/"([^"]+)"/g)) {
          // Of a name with a case in it, the case stands in the file.
          const [known = ''] = name.split(/…$| is refused$|^is refused: /).filter((part) => part !== '');
          expect(text.replaceAll("\\'", "'").includes(known.trim()), `${file}: ${name}`).toBe(true);
        }
      }
    },
  );
});
