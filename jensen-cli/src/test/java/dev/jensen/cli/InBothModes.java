package dev.jensen.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// For a class whose tests must pass with a server that tells callers what went wrong, and with one
/// that redacts it (`spec/acceptance-scenarios.md`).
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "redacts: {0}")
@ValueSource(booleans = {false, true})
@interface InBothModes {}
