package dev.jensen.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a record with one component stand for the same value as that component alone, as [Id] does
/// for its text.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Transparent {}
