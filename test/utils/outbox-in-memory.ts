process.env['CONVERGE_OUTBOX_PATH'] = 'memory';
