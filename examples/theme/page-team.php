<?php
/**
 * The page `team`: people from Salesforce, each with the posts they wrote in WordPress, by one GraphQL operation.
 *
 * @package Skybridge_Example
 */

declare( strict_types=1 );

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

const SKYBRIDGE_EXAMPLE_TEAM = <<<'GRAPHQL'
query Team {
  salesforce {
    contacts(first: 12, orderBy: [{ lastName: ASC }]) {
      nodes {
        id
        name
        title
        wpUser { posts(first: 3) { nodes { title uri } } }
      }
    }
  }
}
GRAPHQL;

// graphql() answers as who is logged in, like any request to WPGraphQL: the gateway's policy decides what comes.
$skybridge_example_answer = function_exists( 'graphql' ) ? graphql( array( 'query' => SKYBRIDGE_EXAMPLE_TEAM ) ) : array();
$skybridge_example_people = $skybridge_example_answer['data']['salesforce']['contacts']['nodes'] ?? null;

get_header();
?>
<h1><?php the_title(); ?></h1>
<?php if ( null === $skybridge_example_people ) : ?>
	<p><?php esc_html_e( 'The team cannot be shown right now. Please try again in a few minutes.', 'skybridge-example' ); ?></p>
<?php else : ?>
	<form class="team-search" role="search" hidden>
		<label for="team-text"><?php esc_html_e( 'Search the team', 'skybridge-example' ); ?></label>
		<input id="team-text" name="text" type="search" minlength="2" maxlength="60" required>
		<button type="submit"><?php esc_html_e( 'Search', 'skybridge-example' ); ?></button>
	</form>
	<p class="team-status" role="status"></p>
	<ul class="team">
		<?php foreach ( $skybridge_example_people as $skybridge_example_person ) : ?>
			<li>
				<strong><?php echo esc_html( (string) $skybridge_example_person['name'] ); ?></strong><br>
				<?php echo esc_html( (string) $skybridge_example_person['title'] ); ?>
				<?php foreach ( $skybridge_example_person['wpUser']['posts']['nodes'] ?? array() as $skybridge_example_post ) : ?>
					<br><a href="<?php echo esc_url( home_url( $skybridge_example_post['uri'] ) ); ?>"><?php echo esc_html( (string) $skybridge_example_post['title'] ); ?></a>
				<?php endforeach; ?>
			</li>
		<?php endforeach; ?>
	</ul>
<?php endif; ?>
<?php
get_footer();
