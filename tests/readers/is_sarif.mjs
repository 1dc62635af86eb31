// Is a file what readers of SARIF take? is_sarif.mjs FILE PEERS
// Exit codes: 0 it is, 1 it is not, 77 the schema is not installed (scripts/bootstrap --peers).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { sarifSchema } from './sarif_schema.mjs';

const [file, peers] = process.argv.slice(2);
if (!existsSync(join(peers, 'node_modules/@microsoft/jest-sarif'))) process.exit(77);
const isSarif = sarifSchema(peers);
if (!isSarif(JSON.parse(readFileSync(file)))) {
  console.log(JSON.stringify(isSarif.errors, null, 1));
  process.exit(1);
}
