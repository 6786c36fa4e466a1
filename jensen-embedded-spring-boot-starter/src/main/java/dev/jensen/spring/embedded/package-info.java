/// Starts a deployment inside of Spring Boot applications that have functions in Java. Open
/// [dev.jensen.spring.embedded.JensenEmbeddedAutoConfiguration] first.
@NullMarked
package dev.jensen.spring.embedded;

import org.jspecify.annotations.NullMarked;
