// node while-parent-lives.js <command> [argument ...]: runs the command, and ends it with its children when standard input closes.
'use strict';
const { spawn } = require('node:child_process');

const windows = process.platform === 'win32';
const child = spawn(process.argv[2], process.argv.slice(3), { stdio: ['ignore', 'inherit', 'inherit'], detached: !windows, shell: windows });
const stop = () => {
  try {
    windows ? child.kill() : process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // it has just ended by itself
  }
  process.exit(1);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {}); // the parent decides
process.stdin.on('end', stop).on('error', stop).resume();
child.on('error', error => {
  console.error(error.message);
  process.exit(127);
});
child.on('exit', code => process.exit(code ?? 1));
