<?php
/**
 * The HTML of a portal’s forms: fields with labels, help and messages at their places. Every value is escaped here.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Plain forms that are sent to their page. `novalidate`, so that every message comes from the server, in words, at its
 * field, for everybody alike.
 */
final class Portal_Form_View {

	/**
	 * Builds the view.
	 *
	 * @param Portal_Attributes $attributes What the author chose; sealed into each form.
	 * @param Portal_Request    $request    What the viewer asks.
	 * @param string            $id         Prefix of element ids, unique on the page.
	 */
	public function __construct( private Portal_Attributes $attributes, private Portal_Request $request, private string $id ) {
	}

	/**
	 * A form of fields.
	 *
	 * @param string                $action  `create`, `change` or `comment`.
	 * @param Portal_Form           $form    Fields, values and messages.
	 * @param array<string, string> $hidden  `record`, `seen`.
	 * @param string                $button  Text of the button.
	 * @param string                $cancel  Where Cancel leads; empty for no such link.
	 */
	public function fields( string $action, Portal_Form $form, array $hidden, string $button, string $cancel = '' ): string {
		$failed = $this->failed( $action );
		$shown  = null === $failed || null === $failed->form ? $form : $failed->form;
		$fields = '';
		foreach ( $form->fields as $field ) {
			$fields .= $this->field( $action, $field, $shown );
		}
		return $this->form( $action, $this->summary( $action, $shown, $failed ) . $fields, $hidden, $button, $cancel );
	}

	/**
	 * The form that brings a file.
	 *
	 * @param string $record Record id.
	 */
	public function file( string $record ): string {
		$failed = $this->failed( 'attach' );
		$id     = "{$this->id}-file";
		$field  = sprintf(
			'<div class="skybridge-portal__field"><label for="%1$s">%2$s</label><input type="file" id="%1$s" name="skybridge_file" required aria-describedby="%1$s-help"><p class="skybridge-portal__help" id="%1$s-help">%3$s</p></div>',
			esc_attr( $id ),
			esc_html__( 'File', 'skybridge' ),
			/* translators: %s: size, such as 8 MB. */
			esc_html( sprintf( __( 'At most %s.', 'skybridge' ), (string) size_format( Portal_Upload::most_bytes() ) ) )
		);
		return $this->form( 'attach', $this->summary( 'attach', Portal_Form::empty( array() ), $failed ) . $field, array( 'record' => $record ), __( 'Add the file', 'skybridge' ), '' );
	}

	/**
	 * What was sent while the gateway does not even say which fields there are: shown as it came, and ready to be sent again.
	 *
	 * @param Portal_Submission $failed What was sent.
	 */
	public function again( Portal_Submission $failed ): string {
		$problem = $this->summary( $failed->action, Portal_Form::empty( array() ), $failed );
		if ( 'attach' === $failed->action || ! $failed->is_genuine ) {
			return $problem;
		}
		$kept = '';
		foreach ( $failed->typed as $name => $typed ) {
			foreach ( array_filter( (array) $typed, 'is_string' ) as $text ) {
				$kept .= sprintf( '<input type="hidden" name="%s" value="%s">', esc_attr( "skybridge_field[{$name}]" . ( is_array( $typed ) ? '[]' : '' ) ), esc_attr( $text ) );
				$kept .= '' === $text ? '' : sprintf( '<p class="skybridge-portal__typed">%s</p>', nl2br( esc_html( $text ) ) );
			}
		}
		$hidden = array(
			'record' => $failed->record,
			'seen'   => $failed->seen,
		);
		return $this->form( $failed->action, $problem . $kept, $hidden, __( 'Send again', 'skybridge' ), '' );
	}

	/**
	 * What this request sent to a form of this portal and has to be shown again.
	 *
	 * @param string $action Action of the form.
	 */
	private function failed( string $action ): ?Portal_Submission {
		$failed = Portal_Submission::failed( $this->request->number );
		return null !== $failed && $failed->action === $action ? $failed : null;
	}

	/**
	 * The form around its fields.
	 *
	 * @param string                $action Action.
	 * @param string                $inside HTML.
	 * @param array<string, string> $hidden Hidden values by short name.
	 * @param string                $button Text of the button.
	 * @param string                $cancel Where Cancel leads.
	 */
	private function form( string $action, string $inside, array $hidden, string $button, string $cancel ): string {
		$failed = $this->failed( $action );
		$hidden = array(
			Portal_Submission::TOKEN => Block_Token::seal( Portal_Block::NAME, array( 'attributes' => $this->attributes->saved, 'number' => $this->request->number ) ),
			'_skybridge_nonce'       => wp_create_nonce( Portal_Submission::NONCE ),
			'skybridge_do'           => $action,
			// The same key until it is carried out: what was sent before its answer got lost is not written twice.
			'skybridge_request'      => null === $failed ? wp_generate_uuid4() : $failed->request_id,
			'skybridge_record'       => $hidden['record'] ?? '',
			'skybridge_seen'         => $hidden['seen'] ?? '',
		);
		$inputs = '';
		foreach ( $hidden as $name => $value ) {
			$inputs .= sprintf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
		}
		return sprintf(
			'<form class="skybridge-portal__form" method="post" action="%s"%s novalidate data-wp-on--submit="actions.send" data-wp-init="callbacks.begin">%s%s<p class="skybridge-portal__buttons"><button type="submit" class="skybridge-portal__button wp-element-button">%s</button>%s</p></form>',
			esc_url( $this->request->url( array( 'record' => $this->attributes->own ? '' : ( $hidden['skybridge_record'] ), 'form' => 'create' === $action ? 'new' : ( 'change' === $action ? 'edit' : '' ) ) ) . '#' . $this->id ),
			'attach' === $action ? ' enctype="multipart/form-data"' : '',
			$inputs,
			$inside,
			esc_html( $button ),
			'' === $cancel ? '' : sprintf( ' <a href="%s">%s</a>', esc_url( $cancel ), esc_html__( 'Cancel', 'skybridge' ) )
		);
	}

	/**
	 * What is wrong with the form as a whole, with links to its fields; empty if nothing is.
	 *
	 * @param string                 $action Action.
	 * @param Portal_Form            $form   Fields with messages.
	 * @param Portal_Submission|null $failed What was sent.
	 */
	private function summary( string $action, Portal_Form $form, ?Portal_Submission $failed ): string {
		if ( null === $failed ) {
			return '';
		}
		$links = '';
		foreach ( $form->errors as $name => $message ) {
			$links .= sprintf( '<li><a href="#%s">%s: %s</a></li>', esc_attr( $this->field_id( $action, (string) $name ) ), esc_html( $form->fields[ $name ]->label ?? (string) $name ), esc_html( $message ) );
		}
		$line = null === $failed->failure || '' !== $links ? __( 'This was not sent. Please look at:', 'skybridge' ) : Portal_Messages::of( $failed->failure );
		return sprintf(
			'<div class="skybridge-portal__problem" role="alert" tabindex="-1"><p>%s</p>%s%s</div>',
			esc_html( $line ),
			'' === $links ? '' : '<ul>' . $links . '</ul>',
			null === $failed->failure ? '' : ( new Block_Notes( 'skybridge-portal' ) )->reason( $failed->failure )
		);
	}

	/**
	 * One field with label, help and message.
	 *
	 * @param string          $action Action of the form.
	 * @param Described_Field $field  Field.
	 * @param Portal_Form     $form   Values and messages.
	 */
	private function field( string $action, Described_Field $field, Portal_Form $form ): string {
		$id      = $this->field_id( $action, $field->name );
		$message = $form->errors[ $field->name ] ?? '';
		$notes   = '' === $field->help ? '' : sprintf( '<p class="skybridge-portal__help" id="%s-help">%s</p>', esc_attr( $id ), esc_html( $field->help ) );
		$notes  .= '' === $message ? '' : sprintf( '<p class="skybridge-portal__error" id="%s-error">%s</p>', esc_attr( $id ), esc_html( $message ) );
		$ids     = trim( ( '' === $field->help ? '' : "{$id}-help " ) . ( '' === $message ? '' : "{$id}-error" ) );
		$states  = ( '' === $ids ? '' : sprintf( ' aria-describedby="%s"', esc_attr( $ids ) ) ) . ( '' === $message ? '' : ' aria-invalid="true"' ) . ( $field->required ? ' aria-required="true"' : '' );
		$label   = esc_html( 'comment' === $action ? __( 'Your comment', 'skybridge' ) : $field->label ) . ( $field->required ? sprintf( ' <span class="skybridge-portal__needed">%s</span>', esc_html__( '(needed)', 'skybridge' ) ) : '' );
		$class   = 'skybridge-portal__field' . ( '' === $message ? '' : ' skybridge-portal__field--wrong' );
		if ( 'choices' === $field->control() ) {
			return sprintf( '<fieldset class="%s" id="%s" tabindex="-1"%s><legend>%s</legend>%s%s</fieldset>', esc_attr( $class ), esc_attr( $id ), $states . $this->dependence( $field ), $label, $this->choices( $field, $form ), $notes );
		}
		if ( 'checkbox' === $field->control() ) {
			return sprintf( '<div class="%1$s skybridge-portal__field--check"><input type="checkbox" id="%2$s" name="%3$s" value="1"%4$s%5$s><label for="%2$s">%6$s</label>%7$s</div>', esc_attr( $class ), esc_attr( $id ), esc_attr( "skybridge_field[{$field->name}]" ), checked( '1', $form->text( $field->name ), false ), $states, $label, $notes );
		}
		return sprintf( '<div class="%s"><label for="%s">%s</label>%s%s</div>', esc_attr( $class ), esc_attr( $id ), $label, $this->control( $id, $field, $form->text( $field->name ), $states ), $notes );
	}

	/**
	 * The control of a field that holds one text.
	 *
	 * @param string          $id     Its id.
	 * @param Described_Field $field  Field.
	 * @param string          $value  Value.
	 * @param string          $states Escaped attributes.
	 */
	private function control( string $id, Described_Field $field, string $value, string $states ): string {
		$begin = sprintf( 'id="%s" name="%s"%s', esc_attr( $id ), esc_attr( "skybridge_field[{$field->name}]" ), $states );
		if ( 'textarea' === $field->control() ) {
			return sprintf( '<textarea %s rows="5">%s</textarea>', $begin, esc_textarea( $value ) );
		}
		if ( 'select' === $field->control() ) {
			return sprintf( '<select %s%s>%s</select>', $begin, $this->dependence( $field ), $this->options( $field, $value ) );
		}
		$step = $field->is_number() ? sprintf( ' step="%s" inputmode="decimal"', 0 === $field->scale ? '1' : '0.' . str_repeat( '0', $field->scale - 1 ) . '1' ) : '';
		$fill = 'tel' === $field->control() ? ' autocomplete="tel"' : ( 'email' === $field->control() ? ' autocomplete="email"' : '' );
		return sprintf( '<input type="%s" %s value="%s"%s%s>', esc_attr( $field->control() ), $begin, esc_attr( $value ), $step, $fill );
	}

	/**
	 * Options of a picklist; a value that is no option any more stays visible as chosen.
	 *
	 * @param Described_Field $field  Field.
	 * @param string          $chosen Chosen value.
	 */
	private function options( Described_Field $field, string $chosen ): string {
		$html    = sprintf( '<option value="">%s</option>', esc_html__( 'Please choose', 'skybridge' ) );
		$options = $field->options;
		if ( '' !== $chosen && ! in_array( $chosen, array_column( $options, 'value' ), true ) ) {
			$options[] = array(
				'value'    => $chosen,
				'label'    => $chosen,
				'validFor' => null,
			);
		}
		foreach ( $options as $option ) {
			$html .= sprintf( '<option value="%s"%s%s>%s</option>', esc_attr( $option['value'] ), selected( $chosen, $option['value'], false ), self::validity( $option ), esc_html( $option['label'] ) );
		}
		return $html;
	}

	/**
	 * Checkboxes of a picklist with several choices.
	 *
	 * @param Described_Field $field Field.
	 * @param Portal_Form     $form  Values.
	 */
	private function choices( Described_Field $field, Portal_Form $form ): string {
		$chosen = (array) ( $form->values[ $field->name ] ?? array() );
		$html   = '';
		foreach ( $field->options as $option ) {
			$html .= sprintf(
				'<label class="skybridge-portal__choice"%s><input type="checkbox" name="%s" value="%s"%s> %s</label>',
				self::validity( $option ),
				esc_attr( "skybridge_field[{$field->name}][]" ),
				esc_attr( $option['value'] ),
				checked( in_array( $option['value'], $chosen, true ), true, false ),
				esc_html( $option['label'] )
			);
		}
		return $html;
	}

	/**
	 * The attribute that lists the controlling values that allow an option; empty where all do.
	 *
	 * @param array{validFor: array<string>|null} $option Entry of a picklist.
	 */
	private static function validity( array $option ): string {
		return null === $option['validFor'] ? '' : sprintf( ' data-valid-for="%s"', esc_attr( (string) wp_json_encode( $option['validFor'] ) ) );
	}

	/**
	 * The attribute that names the controlling field; empty for none.
	 *
	 * @param Described_Field $field Field.
	 */
	private function dependence( Described_Field $field ): string {
		return '' === $field->controller ? '' : sprintf( ' data-depends-on="%s"', esc_attr( "skybridge_field[{$field->controller}]" ) );
	}

	/**
	 * Id of a field's control.
	 *
	 * @param string $action Action of the form.
	 * @param string $name   Field.
	 */
	private function field_id( string $action, string $name ): string {
		return "{$this->id}-{$action}-{$name}";
	}
}
