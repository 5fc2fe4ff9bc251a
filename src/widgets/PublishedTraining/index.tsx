import type { PropsWithChildren, ReactNode } from 'react';
import Link from '@docusaurus/Link';
import { draftOf } from '../../lib/fields.ts';
import { writeShared } from '../../lib/sharing/query.ts';
import { controls, defaults, publishedSetting } from '../Training/controls.ts';

const fields = { controls, draft: draftOf(controls, publishedSetting), defaults: draftOf(controls, defaults) };

/** A link to the training page with the published setting chosen. */
export default function PublishedTraining({ children }: PropsWithChildren): ReactNode {
  return <Link to={`/training${writeShared('', 'training', fields)}#training`}>{children}</Link>;
}
