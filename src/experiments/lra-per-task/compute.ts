export { climb as compute } from '../listops-ladder/climb.ts';
