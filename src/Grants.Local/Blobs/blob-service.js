// Runs Azurite's blob service for the local host: node blob-service.js <folder of the installation> <folder of the data>
//
// - It ends when its standard input closes. The host holds the other end, so that even `kill -9` of the host leaves no process.
// - It answers a write only after Azurite's metadata is on disk. Azurite by itself saves every five seconds, and a document that
//   was acknowledged could be gone after a kill. The blobs' bytes Azurite flushes itself. Where GRANTS_BLOB_LASTS is 'no', nobody needs
//   the blobs longer than the process, and nobody waits.
// - It computes no checksum that nobody asked for (see withoutUnwantedChecksums).
// - It prints one line, `listening <port>`, when it answers. Port 0 in GRANTS_BLOB_PORT means any free one.
'use strict';
const fs = require('node:fs/promises');
const path = require('node:path');
const { setTimeout } = require('node:timers/promises');
const { createRequire } = require('node:module');

const [installation, data] = process.argv.slice(2);

// Ctrl+C and the like reach the whole process group; the host still needs the blobs while it stops.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0)).resume();

async function saveDurably(name, text) {
  const temporary = `${name}~`;
  const file = await fs.open(temporary, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await fs.rename(temporary, name);
  if (process.platform === 'win32') return; // a folder cannot be flushed there
  const folder = await fs.open(path.dirname(name));
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

// A save writes the metadata of every blob anew, so the more there are the longer it takes. What is asked for while one is running is answered together by the
// next one, and between two there is time for other work: three times as long as the last one took.
function savingTogether(databases) {
  const save = database => new Promise((resolve, reject) => database.saveDatabase(error => error ? reject(error) : resolve()));
  let [running, waiting, ended, took] = [Promise.resolve(), undefined, 0, 0];
  async function saveAll() {
    const begun = performance.now();
    try {
      await Promise.all(databases.map(save));
    } finally {
      ended = performance.now();
      took = ended - begun;
    }
  }

  return () => waiting ??= running.catch(() => {}) // whoever waited for that one knows
    .then(() => setTimeout(Math.max(0, ended + 3 * took - performance.now())))
    .then(() => {
      waiting = undefined;
      return running = saveAll();
    });
}

function answerWhenSaved(httpServer, saved) {
  httpServer.prependListener('request', (request, response) => {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const end = response.end;
    response.end = (...body) => {
      response.end = end;
      saved().then(
        () => response.end(...body),
        error => {
          console.error(`Cannot save: ${error.message}`);
          // Not acknowledged: the client sees a broken connection and tries again.
          response.destroy();
        });
      return response;
    };
  });
}

// Azurite reads every block back from the disk to tell its sender a CRC-64, which it computes in script: more work than all else that it does with a block. Our
// programs do not look at it. A checksum that came with a block is checked, and the MD5 of a blob that came in one piece is kept, as ever.
function withoutUnwantedChecksums(checksums) {
  const compute = checksums.computeAndValidateTransactionalChecksums;
  checksums.computeAndValidateTransactionalChecksums = (stream, expected, contextId, force) => {
    if (expected.md5 !== undefined || expected.crc64 !== undefined || force?.md5) return compute(stream, expected, contextId, force);
    stream.destroy();
    return Promise.resolve({});
  };
}

async function main() {
  const azurite = createRequire(path.join(installation, 'package.json'));
  const BlobServer = azurite('azurite/dist/src/blob/BlobServer').default;
  const BlobConfiguration = azurite('azurite/dist/src/blob/BlobConfiguration').default;

  withoutUnwantedChecksums(azurite('azurite/dist/src/blob/utils/utils'));

  await fs.mkdir(data, { recursive: true });
  const server = new BlobServer(new BlobConfiguration(
    '127.0.0.1', Number(process.env.GRANTS_BLOB_PORT), undefined,
    path.join(data, 'blobs.json'), path.join(data, 'extents.json'),
    [{ locationId: 'Default', locationPath: path.join(data, 'content'), maxConcurrency: 50 }],
    false, undefined, false, undefined, false, /* skipApiVersionCheck */ true));

  const databases = [server.extentMetadataStore.db, server.metadataStore.db];
  for (const database of databases)
    database.persistenceAdapter.saveDatabase = (name, text, done) => saveDurably(name, text).then(() => done(), done);
  if (process.env.GRANTS_BLOB_LASTS !== 'no') answerWhenSaved(server.httpServer, savingTogether(databases));

  await server.start();
  server.httpServer.on('close', () => process.exit(1)); // Azurite closes itself when its clean-up fails
  console.log(`listening ${server.httpServer.address().port}`);
}

main().catch(error => {
  console.error(error.message);
  process.exit(1);
});
