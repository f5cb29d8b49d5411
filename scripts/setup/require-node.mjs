// Imported first by every script, so that an old Node is told so before it meets anything it cannot run.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `Beli needs Node 20.19 or newer; this is ${process.version}: see https://nodejs.org/\n`,
  );
  process.exit(1);
}
if (process.platform === 'win32') {
  process.stderr.write('Beli runs on Linux and macOS; on Windows use it inside WSL.\n');
  process.exit(1);
}
