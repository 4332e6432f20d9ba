<?php
/**
 * What every page ends with.
 *
 * @package Skybridge_Example
 */

declare( strict_types=1 );

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}
?>
</main>
<?php wp_footer(); ?>
</body>
</html>
