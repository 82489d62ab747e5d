// Runs every model of the repository through the core as WebAssembly and natively, on every instruction set of this
// machine and with one and two threads; passes when all print the same lines, digests included.
// Usage: node --experimental-wasi-unstable-preview1 --no-warnings tests/wasm/run.mjs NATIVE MODULE.wasm
// (Node 18 needs the first option; later ones take it.) From the top of the source tree.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { WASI } from 'node:wasi';

const [native, module] = process.argv.slice(2);
if (!module) {
  console.error('usage: run.mjs NATIVE MODULE.wasm');
  process.exit(2);
}

function models(folder) {
  return readdirSync(folder).filter((name) => name.endsWith('.detente')).sort().map((name) => join(folder, name));
}

// Settings hold for the models after them. More than one chunk (4,096 runs) where runs are cheap.
const work = [
  'runs=5000', 'models/canon/richardson.detente', 'models/canon/bass.detente',
  'runs=400', ...models('models/canon'),
  'design=sobol', ...models('models/canon'),
  'design=monte_carlo', 'runs=1000', ...models('tests/models/language'),
  'runs=32', 'preset=core', 'models/us_china_ai',
  'runs=8', 'preset=', 'models/us_china_ai',
];
const kNoSuchMachine = 77;

function timed(what) {
  const started = performance.now();
  const result = what();
  return [result, ((performance.now() - started) / 1000).toFixed(1)];
}

// What the module prints; the folder we are in is all it sees.
async function run_wasm() {
  const folder = mkdtempSync(join(tmpdir(), 'detente-wasm-'));
  const path = join(folder, 'stdout');
  const stdout = openSync(path, 'w');
  try {
    const wasi = new WASI({
      version: 'preview1', args: [module, ...work], env: {}, preopens: { '/': process.cwd() }, stdout, returnOnExit: true,
    });
    const compiled = await WebAssembly.compile(readFileSync(module));
    const instance = await WebAssembly.instantiate(compiled, { wasi_snapshot_preview1: wasi.wasiImport });
    const [status, seconds] = timed(() => wasi.start(instance) ?? 0);
    return { name: 'wasm', status, seconds, lines: readFileSync(path, 'utf8').split('\n') };
  } finally {
    closeSync(stdout);
    rmSync(folder, { recursive: true });
  }
}

function run_native(isa, threads) {
  const [child, seconds] = timed(() => spawnSync(native, [`isa=${isa}`, `threads=${threads}`, ...work], { encoding: 'utf8' }));
  if (child.error) throw child.error;
  process.stderr.write(child.stderr);
  return { name: `${isa}, ${threads} threads`, status: child.status, seconds, lines: child.stdout.split('\n') };
}

const wasm = await run_wasm();
console.log(wasm.lines.join('\n'));
let failed = wasm.status !== 0;
console.log(`wasm: exit ${wasm.status}, ${wasm.seconds} s`);
for (const isa of ['baseline', 'avx2', 'avx512']) {
  for (const threads of [1, 2]) {
    const other = run_native(isa, threads);
    if (other.status === kNoSuchMachine) {
      console.log(`${other.name}: not on this machine`);
      continue;
    }
    const length = Math.max(wasm.lines.length, other.lines.length);
    const at = Array.from({ length }, (_, line) => line).find((line) => wasm.lines[line] !== other.lines[line]);
    if (other.status !== 0 || at !== undefined) {
      failed = true;
      console.error(`${other.name}: exit ${other.status}; wasm and native differ at line ${(at ?? -1) + 1}:`);
      console.error(`  wasm:   ${wasm.lines[at]}\n  native: ${other.lines[at]}`);
    } else {
      console.log(`${other.name}: the same, ${other.seconds} s`);
    }
  }
}
process.exit(failed ? 1 : 0);
