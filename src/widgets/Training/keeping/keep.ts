import { messageOf } from '../../../lib/messageOf.ts';
import { RunError } from '../../worker/protocol.ts';
import type { TrainingClient } from '../client.ts';
import type { TrainingSetting } from '../setting.ts';
import type { TrainingStore } from './store.ts';

/** Keeps where a training stands, and says why where that failed, else null. */
export async function keepTraining({
  setting,
  client,
  store,
}: {
  readonly setting: TrainingSetting;
  readonly client: Pick<TrainingClient, 'ask'>;
  readonly store: Pick<TrainingStore, 'write'>;
}): Promise<string | null> {
  try {
    const standing = await client.ask({ kind: 'standing' });
    await store.write({ version: 1, setting, at: Date.now(), ...standing });
    return null;
  } catch (error) {
    // What has ended meanwhile need not be kept.
    return error instanceof RunError ? null : messageOf(error);
  }
}
