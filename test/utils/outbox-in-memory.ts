process.env['CONVERGE_OUTBOX_PATH'] = 'memory';
// A developer's own settings must not change what the tests find.
delete process.env['CONVERGE_TOKEN'];
delete process.env['CONVERGE_ENDPOINT'];
