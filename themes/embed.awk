# Turns theme files into a C table of their names and texts.
BEGIN {
    print "/* Made by themes/embed.awk from the theme files. */"
    print "#include \"config.h\"\n"
    print "#include \"builtin_themes.h\"\n"
    print "#include <stddef.h>\n"
    print "const struct builtin_theme builtin_themes[] = {"
}
FNR == 1 {
    if (NR > 1)
        print "    },"
    name = FILENAME
    sub(/.*\//, "", name)
    bare = name
    sub(/\.theme$/, "", bare)
    printf "    {\n        \"%s\",\n        \"%s\",\n", bare, name
}
{
    gsub(/["\\]/, "\\\\&")
    printf "        \"%s\\n\"\n", $0
}
END {
    print "    },\n    {NULL, NULL, NULL},\n};"
}
