// A page: <script type="module" src="…"> of this file, bundled. Short work only; long work belongs in a worker.
import { attend } from './attend.mjs';

document.body.textContent = await attend();
