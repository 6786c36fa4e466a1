/// Configures the client for Java in Spring Boot applications. Open
/// [dev.jensen.spring.JensenAutoConfiguration] first.
@NullMarked
package dev.jensen.spring;

import org.jspecify.annotations.NullMarked;
