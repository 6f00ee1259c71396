// Runs a function of the edge as it is deployed, with a store in place of CloudFront's.
//
//   node edge_harness.mjs <file> < {"keys": {...}, "now": ms, "requests": [...]}
//
// Answers with what the function returned for each request, in their order.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import vm from 'node:vm';

const given = JSON.parse(readFileSync(0, 'utf8'));
const source = readFileSync(process.argv[2], 'utf8');
const store = {
  async get(key) {
    if (!Object.prototype.hasOwnProperty.call(given.keys, key)) throw new Error('KeyNotFound');
    return given.keys[key];
  },
};
const modules = { crypto: createRequire(import.meta.url)('crypto'), cloudfront: { kvs: () => store } };
const context = vm.createContext({
  modules,
  Buffer,
  Date: class extends Date {
    static now() {
      return given.now;
    }
  },
});
const script = source.replace(/^import (\w+) from '(\w+)';$/gm, "const $1 = modules['$2'];");
vm.runInContext(script + '\nglobalThis.run = handler;', context);
const answers = [];
for (const request of given.requests) answers.push(await context.run({ request }));
process.stdout.write(JSON.stringify(answers));
