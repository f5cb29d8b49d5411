// Loaded into api and worker before their own code. The channel to the launcher closes when the launcher
// is gone, even by kill -9; then they stop as if it had asked them to.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
