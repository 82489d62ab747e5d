// Runs a program natively and as WebAssembly with the same arguments; passes when both print the same bytes.
// Usage: node --experimental-wasi-unstable-preview1 --no-warnings tests/wasm/run.mjs NATIVE MODULE.wasm [arguments...]
// (Node 18 needs the first option; later ones take it.)
import { spawnSync } from 'node:child_process';
import { readFileSync, openSync, closeSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { WASI } from 'node:wasi';

const [native, module, ...args] = process.argv.slice(2);
if (!module) {
  console.error('usage: run.mjs NATIVE MODULE.wasm [arguments...]');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'detente-wasm-'));
try {
  let started = performance.now();
  const expected = spawnSync(native, args, { maxBuffer: 1 << 28 });
  const nativeSeconds = (performance.now() - started) / 1000;
  if (expected.error || expected.status !== 0) {
    console.error(`${native}: status ${expected.status} ${expected.error ?? ''}\n${expected.stderr}`);
    process.exit(1);
  }

  const path = join(folder, 'stdout');
  const stdout = openSync(path, 'w');
  const wasi = new WASI({
    version: 'preview1', args: [module, ...args], env: {}, preopens: { '.': process.cwd(), '/': '/' }, stdout, returnOnExit: true,
  });
  const compiled = await WebAssembly.compile(readFileSync(module));
  const instance = await WebAssembly.instantiate(compiled, { wasi_snapshot_preview1: wasi.wasiImport });
  started = performance.now();
  const status = wasi.start(instance) ?? 0;
  const wasmSeconds = (performance.now() - started) / 1000;
  closeSync(stdout);

  const got = readFileSync(path);
  if (status !== 0 || !got.equals(expected.stdout)) {
    const lines = (buffer) => buffer.toString().split('\n');
    const [ours, theirs] = [lines(got), lines(expected.stdout)];
    const at = ours.findIndex((line, index) => line !== theirs[index]);
    console.error(`wasm: exit ${status}, first difference at line ${at + 1}:\n  wasm:   ${ours[at]}\n  native: ${theirs[at]}`);
    process.exit(1);
  }
  console.log(`wasm: ${got.length} bytes, the same as native (native ${nativeSeconds.toFixed(3)} s, wasm ${wasmSeconds.toFixed(3)} s)`);
} finally {
  rmSync(folder, { recursive: true });
}
