%% decode
sub vmss_id {
    my ($name) = @_;
    return undef unless defined $name && !ref $name && $name =~ /\A([A-Za-z0-9][A-Za-z0-9-]{0,57})([0-9A-Za-z]{6})\z/;
    my ($prefix, $digits, $id) = ($1, $2, 0);
{{#prefix}}
    return undef unless lc $prefix eq {{prefix}};
{{/prefix}}
    $id = $id * 36 + index('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', $_) for split //, uc $digits;
    return $id;
}
# vmss_id($host)
%% split
sub vmss_prefix {
    my ($name) = @_;
    return defined vmss_id($name) ? substr($name, 0, -6) : undef;
}
# (vmss_prefix($host), vmss_id($host))
%% encode
sub vmss_name {
    my ($prefix, $id) = @_;
    return undef unless defined $id && !ref $id && $id =~ /\A[0-9]{1,10}\z/ && $id <= 2176782335;
    return undef unless defined $prefix && $prefix =~ /\A[A-Za-z0-9][A-Za-z0-9-]{0,57}\z/;
    my $digits = '';
    for (1 .. 6) {
        $digits = substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', $id % 36, 1) . $digits;
        $id = int($id / 36);
    }
    return $prefix . $digits;
}
# vmss_name({{prefix}}, 85)
%% lookup
my %vmss_scale_sets = (
{{#rows}}
    {{key}} => {{scale_set}},
{{/rows}}
);
sub vmss_scale_set {
    my ($name) = @_;
    return $vmss_scale_sets{lc(vmss_prefix($name) // '')};
}
# vmss_scale_set($host)
