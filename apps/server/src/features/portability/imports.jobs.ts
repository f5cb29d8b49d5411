import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { ImportCommit } from './import-commit.js';
import { ImportReading } from './import-reading.js';

@Injectable()
export class ImportsJobs {
  constructor(registry: ReactionRegistry, reading: ImportReading, commit: ImportCommit) {
    registry.handle('import.uploaded', 'read-import', (tx, { payload }) =>
      reading.read(tx, payload.userId, payload.importId),
    );
    registry.handle('import.matching', 'match-rows', (tx, { payload }) =>
      reading.match(tx, payload.userId, payload.importId),
    );
    registry.handle('import.committing', 'commit-rows', (tx, { payload }) =>
      commit.addNext(tx, payload.userId, payload.importId),
    );
  }
}
