export { compute } from '../reviews/compute.ts';
