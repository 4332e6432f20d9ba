<?php
/**
 * Runs the PHP in SKYBRIDGE_CODE inside the site in SKYBRIDGE_SITE; prints what it prints.
 */

require getenv( 'SKYBRIDGE_SITE' ) . '/wordpress/wp-load.php';

eval( (string) getenv( 'SKYBRIDGE_CODE' ) );
