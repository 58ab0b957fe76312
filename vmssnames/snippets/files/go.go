%% decode
func vmssID(name string) (id uint32, ok bool) {
	if len(name) < 7 || len(name) > 64 || name[0] == '-' {
		return 0, false
	}
	end := len(name) - 6
	for i := 0; i < len(name); i++ {
		digit := uint32(0)
		switch c := name[i]; {
		case '0' <= c && c <= '9':
			digit = uint32(c - '0')
		case 'A' <= c && c <= 'Z':
			digit = uint32(c-'A') + 10
		case 'a' <= c && c <= 'z':
			digit = uint32(c-'a') + 10
		case c != '-' || i >= end:
			return 0, false
		}
		if i >= end {
			id = id*36 + digit
		}
	}
{{#prefix}}
	if !strings.EqualFold(name[:end], {{prefix}}) { // import "strings"
		return 0, false
	}
{{/prefix}}
	return id, true
}

// id, ok := vmssID(host)
%% split
func vmssPrefix(name string) string {
	if _, ok := vmssID(name); !ok {
		return ""
	}
	return name[:len(name)-6]
}

// prefix := vmssPrefix(host)
%% encode
func vmssName(prefix string, id int64) (name string, ok bool) {
	if id < 0 || id > 2176782335 || len(prefix) < 1 || len(prefix) > 58 || prefix[0] == '-' {
		return "", false
	}
	for i := 0; i < len(prefix); i++ {
		c := prefix[i]
		if !('0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || c == '-') {
			return "", false
		}
	}
	var digits [6]byte
	for i := 5; i >= 0; i-- {
		digits[i] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[id%36]
		id /= 36
	}
	return prefix + string(digits[:]), true
}

// name, ok := vmssName({{prefix}}, 85)
%% lookup
var vmssScaleSets = map[string]string{
{{#rows}}
	{{key}}: {{scale_set}},
{{/rows}}
}

func vmssScaleSet(name string) (scaleSet string, ok bool) {
	scaleSet, ok = vmssScaleSets[strings.ToLower(vmssPrefix(name))] // import "strings"
	return scaleSet, ok
}

// scaleSet, ok := vmssScaleSet(host)
