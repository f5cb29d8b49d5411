import { createFollowStaging, FOLLOW_STAGING, mergeFollows, toFollowLine } from './follows-merge.sql.js';
import { FOLLOW_COLUMNS, readFollowRow } from './graph-rows.rules.js';
import type { ImportPlan } from './import-plan.js';

export function planFollows(): ImportPlan {
  return {
    name: 'follows',
    columns: FOLLOW_COLUMNS,
    stagingColumns: FOLLOW_STAGING,
    tables: ['users', 'follows'],
    createStaging: createFollowStaging,
    read(line, fields) {
      const reading = readFollowRow(fields);
      return 'refused' in reading ? reading : { row: toFollowLine(line, reading.row), warnings: [] };
    },
    async merge(tx) {
      const { people, added, unchanged, recounted, touchedIds } = await mergeFollows(tx);
      return {
        counts: [
          ['added', added],
          ['unchanged', unchanged],
          ['people created', people],
          ['people recounted', recounted],
        ],
        changes: added + people + recounted,
        restaurantIds: [],
        userIds: touchedIds,
        isCatalogueChanged: false,
      };
    },
  };
}
