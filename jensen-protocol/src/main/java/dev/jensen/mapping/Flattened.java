package dev.jensen.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Puts the fields of a component, which is a record or a [java.util.Map], beside the fields of the
/// record around it instead of into an object of their own.
// Kotlin cannot annotate record components; there it stands on the field.
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Flattened {}
