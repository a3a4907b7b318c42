// Tests that are not about the durable outbox share no file.
process.env['CONVERGE_OUTBOX_PATH'] = 'memory';
// A developer's own settings must not change what the tests find.
delete process.env['CONVERGE_TOKEN'];
delete process.env['CONVERGE_ENDPOINT'];
process.umask(0o022);
