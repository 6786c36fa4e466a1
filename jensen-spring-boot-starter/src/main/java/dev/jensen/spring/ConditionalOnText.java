package dev.jensen.spring;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/// Matches where a property has a text. One that is empty says nothing, as an environment variable
/// does that is set to nothing; Spring Boot's own condition takes it for something.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnText.class)
@interface ConditionalOnText {

  /// The name of the property.
  String value();
}
