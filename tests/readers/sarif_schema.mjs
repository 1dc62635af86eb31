// The schema of SARIF 2.1.0 by OASIS, from npm below the folder PEERS: a function that says whether a log is one, and
// keeps what is wrong with it in `errors`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

export function sarifSchema(peers) {
  const folder = join(resolve(peers, 'node_modules'), '@microsoft/jest-sarif');
  const Ajv = createRequire(join(folder, 'none.js'))('ajv');
  return new Ajv({ schemaId: 'auto', meta: false, unknownFormats: 'ignore', validateSchema: false })
    .compile(JSON.parse(readFileSync(join(folder, 'lib/schemas/sarif-2.1.0-rtm.5.json'))));
}
