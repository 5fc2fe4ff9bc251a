/** The search theme's own worker, which offers itself through Comlink. */
import '@easyops-cn/docusaurus-search-local/dist/client/client/theme/worker.js';
