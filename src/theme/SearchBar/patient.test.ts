import { expect, test } from 'vitest';
import { Patient } from './patient.ts';

test('what does not come is reported, asked for again, and given to all who waited', async () => {
  let tries = 0;
  const patient = new Patient(async () => {
    if (++tries < 3) throw new Error('away');
    return 'index';
  });
  const heard: boolean[] = [];
  const stop = patient.subscribe(() => heard.push(patient.failed));
  const waiting = [patient.get(), patient.get()];
  await expect.poll(() => patient.failed).toBe(true);
  expect(tries).toBe(1);
  patient.retry();
  expect(patient.failed).toBe(false);
  await expect.poll(() => patient.failed).toBe(true);
  patient.retry();
  expect(await Promise.all(waiting)).toEqual(['index', 'index']);
  expect(await patient.get()).toBe('index');
  expect(tries).toBe(3);
  expect(heard).toEqual([true, false, true, false]);
  stop();
});
