import { ArgumentError } from '../../errors.ts';
import type { HostSession } from '../../runtime/session.ts';
import type { Form, RunReport } from '../../runtime/types.ts';
import type { HostJob } from '../host/job.ts';
import { runInSlices } from '../host/job.ts';
import type { RunOptions } from '../types.ts';

/** Runs a job on the processor and reports what ran. */
export async function runOnHost<Result extends object>(args: {
  readonly operator: string;
  readonly session: HostSession;
  readonly job: HostJob<Result>;
  readonly form: Form;
  readonly formReason: string;
  readonly options: RunOptions;
}): Promise<Result & { readonly ran: RunReport }> {
  const { operator, session, job, form, formReason, options } = args;
  const start = performance.now();
  const result = await runInSlices(job, options);
  const milliseconds = performance.now() - start;
  const { backend, adapter } = session;
  return {
    ...result,
    ran: { operator, backend, form, formReason, adapter, dispatches: 0, submissions: 0, milliseconds },
  };
}

/** The form of an operator that has one only. Throws when another one is forced. */
export function onlyForm(operator: string, form: Form, requested: Form | 'auto' = 'auto'): Form {
  if (requested !== 'auto' && requested !== form) {
    throw new ArgumentError('form', `was "${requested}"; ${operator} has the form "${form}" only`);
  }
  return form;
}
