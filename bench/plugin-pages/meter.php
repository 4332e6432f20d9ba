<?php
/**
 * A must-use plugin of `npm run bench:plugin`: notes what each page cost from the first plugin on, in CPU time and in calls.
 */

$skybridge_usage = static function (): int {
	$usage = getrusage();
	return 1000000 * ( $usage['ru_utime.tv_sec'] + $usage['ru_stime.tv_sec'] ) + $usage['ru_utime.tv_usec'] + $usage['ru_stime.tv_usec'];
};
$skybridge_begun = $skybridge_usage();
$skybridge_calls = 0;

add_action(
	'http_api_debug',
	static function () use ( &$skybridge_calls ): void {
		++$skybridge_calls;
	}
);
add_action(
	'shutdown',
	static function () use ( $skybridge_usage, $skybridge_begun, &$skybridge_calls ): void {
		$line = array( 'path' => $_SERVER['REQUEST_URI'], 'cpu' => $skybridge_usage() - $skybridge_begun, 'calls' => $skybridge_calls );
		file_put_contents( dirname( ABSPATH ) . '/meter.jsonl', json_encode( $line ) . "\n", FILE_APPEND );
	},
	PHP_INT_MAX
);
