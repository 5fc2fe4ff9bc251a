import { sizedView } from '../published-size/view.ts';
import { definition } from './definition.ts';
import { shape } from './shape.ts';

const { alternative, live } = definition;

export const view = sizedView(shape, { alternative, live: live!, published: [] });
